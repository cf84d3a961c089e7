using System.Globalization;
using TorchSharp.Benchmarks;

namespace FineTuneLab.Worker.Machine;

/// <summary><c>bench ops</c>: small operations and matrix products of the binding, beside python3-torch.</summary>
internal static class OperatorBench
{
    /// <returns>The process's exit code.</returns>
    public static int Print()
    {
        Console.WriteLine(Compute.Describe());
        Console.WriteLine($"{"",-24}{"add",12}{"add recorded",16}{"1024³ product",18}");
        var figures = OperatorBenchmark.Run();
        foreach (var one in figures)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Who,-24}{one.NsAdd,9:F0} ns{one.NsAddRecorded,13:F0} ns{one.GigaFlopsPerSecond,10:F0} GFLOP/s"));
        if (figures.Count == 1)
            Console.WriteLine("python3-torch is not installed (apt-get install python3-torch), so there is nothing to compare with.");
        return ExitCodes.Finished;
    }
}

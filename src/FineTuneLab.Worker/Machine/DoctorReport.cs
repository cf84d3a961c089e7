using System.Diagnostics;
using System.Text.Json;
using FineTuneLab.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace FineTuneLab.Worker.Machine;

/// <summary>What <c>doctor</c> prints: one JSON object.</summary>
/// <param name="Compute">Device, threads and library in one line.</param>
/// <param name="GigaflopsPerSecond">Of a 1024-cube matrix product in float32: the best of a few.</param>
internal sealed record DoctorReport(string Libtorch, string Compute, int Threads, double GigaflopsPerSecond, bool Cuda)
{
    private const int Size = 1024;
    private const int Repeats = 8;

    /// <returns>The process's exit code.</returns>
    public static int Print()
    {
        var compute = Machine.Compute.Choose();
        var report = new DoctorReport(__version__, compute, get_num_threads(), Math.Round(MeasureProducts(), 1), cuda.is_available());
        Console.WriteLine(JsonSerializer.Serialize(report, LabJson.Indented));
        return ExitCodes.Finished;
    }

    private static double MeasureProducts()
    {
        using var scope = NewDisposeScope();
        var (left, right) = (randn([Size, Size]), randn([Size, Size]));
        var best = double.PositiveInfinity;
        for (var i = 0; i < Repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var product = mm(left, right);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Size * Size * Size / best / 1e9;
    }
}

using FineTuneLab.Training.Benchmarks;

namespace FineTuneLab.Worker.Machine;

/// <summary>
/// <c>bench training</c>: tokens a second of the shipped model's shape, beside python3-torch running the same model on the same
/// libtorch and threads. The two take turns, so that a busy machine slows both.
/// </summary>
internal static class TrainingBench
{
    private const int Rounds = 3;
    private const int StepsARound = 12;
    private const int WarmUpSteps = 2;

    /// <returns>The process's exit code.</returns>
    public static int Print(CancellationToken cancellation)
    {
        var choice = Compute.Choose();
        Console.WriteLine($"{choice.Describe()}; {TrainingBenchmark.Batch} × {TrainingBenchmark.Time} tokens a step, forward, backward, clip, AdamW");
        using var benchmark = new TrainingBenchmark();
        var (ours, peers) = (new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            ours.AddRange(benchmark.Run(StepsARound).Skip(WarmUpSteps));
            peers.AddRange(TrainingPeer.Run(choice, StepsARound)?.Skip(WarmUpSteps) ?? []);
        }

        var rate = Report("FineTuneLab", ours);
        if (peers.Count == 0)
            Console.WriteLine("python3-torch is not installed (apt-get install python3-torch), so there is nothing to compare with.");
        else
            Console.WriteLine($"ratio           {rate / Report("python3-torch", peers):F2}");
        return ExitCodes.Finished;
    }

    // The median: a step that another process interrupted says nothing of either program.
    private static double Report(string name, List<double> seconds)
    {
        var median = seconds.Order().ElementAt(seconds.Count / 2);
        var rate = TrainingBenchmark.Batch * TrainingBenchmark.Time / median;
        Console.WriteLine($"{name,-15} {rate,8:F0} tokens/s   {median * 1000,6:F0} ms a step (median of {seconds.Count}, best {seconds.Min() * 1000:F0})");
        return rate;
    }
}

using System.Diagnostics;
using FineTuneLab.Core.Events;
using FineTuneLab.Core.Runs;
using FineTuneLab.Training.Pretraining;
using FineTuneLab.Worker.Machine;

namespace FineTuneLab.Worker.Runs;

/// <summary>Pre-training, from its folder's <c>pretrain.json</c> to its last event. Killed and started again, it goes on from its last saved step.</summary>
internal static class PretrainWorker
{
    public static bool IsMeant(string folder) => File.Exists(Path.Combine(folder, PretrainSpec.FileName));

    /// <returns>The process's exit code.</returns>
    public static int Run(string folder, CancellationToken cancellation)
    {
        using var running = RunLock.Take(folder);
        using var events = new EventLogWriter(Path.Combine(folder, RunSpec.EventsFile));
        try
        {
            Work(RunInput.ReadJson<PretrainSpec>(Path.Combine(folder, PretrainSpec.FileName)), events, cancellation);
            return ExitCodes.Finished;
        }
        catch (OperationCanceledException)
        {
            events.Append(new Notice("Stopped on request; the training so far is kept."));
            return ExitCodes.Cancelled;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            events.Append(new Failed(Failures.Explain(e) ?? $"the worker made a mistake: {e.GetType().Name}: {e.Message}"));
            return ExitCodes.Failed;
        }
    }

    private static void Work(PretrainSpec spec, EventLogWriter events, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        events.Append(new Started(Environment.ProcessId, Compute.Describe()));
        PretrainingRecipe.Run(spec, events, cancellation);
        using var process = Process.GetCurrentProcess();
        events.Append(new Resources(process.PeakWorkingSet64, Stopwatch.GetElapsedTime(start).TotalSeconds, process.TotalProcessorTime.TotalSeconds));
        events.Append(new Finished());
    }
}

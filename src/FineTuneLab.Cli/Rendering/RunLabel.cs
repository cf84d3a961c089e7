using FineTuneLab.App.Features;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;

namespace FineTuneLab.Cli.Rendering;

/// <summary>A run in words.</summary>
internal static class RunLabel
{
    public static string Of(RunSummary run) => $"{run.Approach} (seed {run.Seed})";

    public static string State(RunSummary run) => run.Status switch
    {
        RunStatus.Queued => "waits",
        RunStatus.Running when run.Progress is { } progress => Working(progress),
        RunStatus.Running => "starts",
        RunStatus.Done when run.FromCache => "done, all of it known already",
        RunStatus.Done => $"done in {Figures.Duration(Seconds(run))}",
        _ => $"{run.Status.ToString().ToLowerInvariant()}: {run.Reason ?? "no reason was given"}",
    };

    private static string Working(ProgressView progress)
    {
        var done = $"{progress.Phase} {progress.Done:N0} of {progress.Total:N0} {progress.Unit}";
        return progress.Rate > 0 ? $"{done}, {Figures.Number(progress.Rate)} {progress.Unit}/s, {Figures.Duration(progress.SecondsLeft)} left" : done;
    }

    private static double Seconds(RunSummary run) => (run.EndedAt - run.StartedAt)?.TotalSeconds ?? double.NaN;
}

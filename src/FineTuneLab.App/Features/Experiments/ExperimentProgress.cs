using FineTuneLab.App.Data;
using FineTuneLab.App.Runs;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>The sum of an experiment's runs.</summary>
internal static class ExperimentProgress
{
    public static ExperimentSummary ToSummary(this Experiment experiment)
    {
        var runs = experiment.Runs;
        return new ExperimentSummary(
            experiment.Name, experiment.Spec.Title, experiment.Spec.Question, StatusOf(runs), runs.Count,
            runs.Count(run => run.Status == RunStatus.Done), runs.Count(run => run.Status == RunStatus.Failed),
            experiment.SubmittedAt, experiment.FinishedAt, SecondsLeft(runs));
    }

    private static RunStatus StatusOf(IReadOnlyList<Run> runs)
    {
        bool Any(RunStatus status) => runs.Any(run => run.Status == status);
        if (Any(RunStatus.Running) || (Any(RunStatus.Queued) && runs.Any(run => run.EndedAt is not null)))
            return RunStatus.Running;
        if (Any(RunStatus.Queued))
            return RunStatus.Queued;
        if (Any(RunStatus.Failed))
            return RunStatus.Failed;
        return Any(RunStatus.Cancelled) ? RunStatus.Cancelled : RunStatus.Done;
    }

    /// <summary>
    /// What the worker says of the running run's phase, and for each waiting run the mean time of those that are done and
    /// tune as it does. NaN while one of the two cannot be told.
    /// </summary>
    private static double SecondsLeft(IReadOnlyList<Run> runs)
    {
        var open = runs.Where(run => run.Status is RunStatus.Queued or RunStatus.Running).ToList();
        return open.Count == 0 ? double.NaN : open.Sum(run => run.Status == RunStatus.Running ? LeftOf(run, runs) : MeanOfLike(run, runs));
    }

    private static double LeftOf(Run running, IReadOnlyList<Run> runs)
    {
        var usual = MeanOfLike(running, runs);
        var sofar = running.StartedAt is { } started ? (DateTimeOffset.UtcNow - started).TotalSeconds : 0;
        var phase = running.Progress?.SecondsLeft ?? double.NaN;
        return double.IsNaN(usual) ? phase : Math.Max(usual - sofar, double.IsNaN(phase) ? 0 : phase);
    }

    private static double MeanOfLike(Run like, IReadOnlyList<Run> runs)
    {
        var seconds = runs
            .Where(run => run is { Status: RunStatus.Done, FromCache: false, StartedAt: not null, EndedAt: not null })
            .Where(run => run.Approach.Tuning is null == like.Approach.Tuning is null)
            .Select(run => (run.EndedAt!.Value - run.StartedAt!.Value).TotalSeconds)
            .ToList();
        return seconds.Count == 0 ? double.NaN : seconds.Average();
    }
}

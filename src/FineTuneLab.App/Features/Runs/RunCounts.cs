using FineTuneLab.App.Data;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Features.Runs;

/// <summary>How many items a run has, and of how many the outcome is known.</summary>
internal readonly record struct RunCounts(int Items, int Scored)
{
    public static async Task<IReadOnlyDictionary<string, RunCounts>> OfAsync(LabDb db, IReadOnlyList<string> runs, CancellationToken cancellation)
    {
        var counts =
            from item in db.RunItems
            where runs.Contains(item.RunId)
            group item by item.RunId into ofRun
            select new { ofRun.Key, Items = ofRun.Count(), Scored = ofRun.Count(item => db.Scores.Any(score => score.Key == item.Key)) };
        return await counts.ToDictionaryAsync(count => count.Key, count => new RunCounts(count.Items, count.Scored), cancellation);
    }
}

internal static class RunProjection
{
    public static RunSummary ToSummary(this Run run, RunCounts counts) => new(
        run.Id, run.ExperimentName, Path.GetFileName(run.Model.TrimEnd('/')), run.Approach.Name, run.Spec.Seed, run.Status, run.Reason,
        counts.Items, counts.Scored, run.FromCache, run.Progress is { } p ? new ProgressView(p.Phase, p.Done, p.Total, p.Unit, p.Rate, p.SecondsLeft) : null,
        run.QueuedAt, run.StartedAt, run.EndedAt);
}

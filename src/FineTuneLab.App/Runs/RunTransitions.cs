using FineTuneLab.App.Data;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Runs;

/// <summary>The steps by which a run changes its status; nothing else sets it.</summary>
internal static class RunTransitions
{
    /// <summary>Cancels a run that waits; asks the one that watches it when it runs. False when it has ended already.</summary>
    public static bool RequestCancel(this Run run, string reason)
    {
        if (run.Status == RunStatus.Running)
        {
            run.CancelRequested = true;
            return true;
        }

        if (run.Status != RunStatus.Queued)
            return false;
        run.End(RunStatus.Cancelled, reason);
        return true;
    }

    /// <summary>Back into the queue, as if it had never been tried, with a new event log.</summary>
    public static void Requeue(this Run run)
    {
        run.Interrupt();
        run.Attempts = 0;
        run.EventOffset = 0;
        run.QueuedAt = DateTimeOffset.UtcNow;
    }

    /// <summary>Back into the queue because the server stopped under it; what it has done so far is kept and counts.</summary>
    public static void Interrupt(this Run run)
    {
        run.Status = RunStatus.Queued;
        run.Reason = null;
        run.CancelRequested = false;
        run.WorkerFinished = false;
        run.FromCache = false;
        run.Progress = null;
        run.Pid = null;
        run.PidStartTicks = null;
        run.EndedAt = null;
    }

    public static void Begin(this Run run, string device)
    {
        run.Status = RunStatus.Running;
        run.Device = device;
        run.StartedAt = DateTimeOffset.UtcNow;
        run.Attempts++;
    }

    public static void End(this Run run, RunStatus status, string? reason)
    {
        run.Status = status;
        run.Reason = reason;
        run.Progress = null;
        run.Pid = null;
        run.PidStartTicks = null;
        run.CancelRequested = false;
        run.EndedAt = DateTimeOffset.UtcNow;
    }

    /// <summary>Done without a worker. What it cost is told by the runs that made the weights and the scores.</summary>
    public static async Task CompleteFromCacheAsync(this Run run, LabDb db, CancellationToken cancellation)
    {
        if (run.Spec.Tuning is not null && run.Tuning is null)
        {
            var maker = await db.Runs.Where(other => other.WeightsKey == run.WeightsKey && other.Id != run.Id && other.Tuning != null)
                .OrderBy(other => other.EndedAt).FirstOrDefaultAsync(cancellation);
            run.Tuning = maker?.Tuning is { } tuning ? tuning with { Reused = true } : null;
        }

        if (run.Resources is null && await MakerOfScoresAsync(run, db, cancellation) is { } scorer)
            (run.Resources, run.Compute) = (scorer.Resources, scorer.Compute);
        run.FromCache = true;
        run.End(RunStatus.Done, null);
    }

    // Only where one run computed them all; the sum of parts of several would say nothing.
    private static async Task<Run?> MakerOfScoresAsync(Run run, LabDb db, CancellationToken cancellation)
    {
        var makers =
            from item in db.RunItems
            where item.RunId == run.Id
            join score in db.Scores on item.Key equals score.Key
            select score.RunId;
        var ids = await makers.Distinct().Take(2).ToListAsync(cancellation);
        return ids.Count == 1 ? await db.Runs.FindAsync([ids[0]], cancellation) : null;
    }
}

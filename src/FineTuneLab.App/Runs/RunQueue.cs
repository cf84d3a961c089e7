using FineTuneLab.App.Data;
using FineTuneLab.Core.Runs;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Runs;

/// <summary>A run whose turn it is, with the requests that nobody has answered yet.</summary>
public sealed record ClaimedRun(Run Run, IReadOnlyList<ScoreRequest> Missing);

/// <summary>The queue as it stands in the database. Every method is one transaction.</summary>
public sealed class RunQueue(IDbContextFactory<LabDb> contexts, ILabFeed feed)
{
    private const int MostAttempts = 3;

    /// <summary>Looks only: waits for no writer.</summary>
    public async Task<bool> AnyWaitingAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Runs.AnyAsync(run => run.Status == RunStatus.Queued && run.Current, cancellation);
    }

    /// <summary>
    /// Takes the next run for a device: experiments in the order in which they were submitted. A run that needs no worker any
    /// more, because others have answered its requests meanwhile, comes back done and with nothing missing.
    /// </summary>
    /// <returns>Null when nothing waits.</returns>
    public Task<ClaimedRun?> ClaimAsync(string device, CancellationToken cancellation) => ChangeAsync<ClaimedRun?>(async db =>
    {
        var next =
            from run in db.Runs
            where run.Status == RunStatus.Queued && run.Current
            join experiment in db.Experiments on run.ExperimentName equals experiment.Name
            orderby experiment.SubmittedAt, run.Position
            select run;
        if (await next.FirstOrDefaultAsync(cancellation) is not { } claimed)
            return (null, null);

        var missing = await MissingAsync(db, claimed.Id, cancellation);
        if (missing.Count == 0)
            await claimed.CompleteFromCacheAsync(db, cancellation);
        else
            claimed.Begin(device);
        return (new ClaimedRun(claimed, missing), claimed);
    }, cancellation);

    /// <summary>Notes which process works on the run.</summary>
    public Task NoteProcessAsync(string runId, LinuxProcess process, CancellationToken cancellation) => ChangeAsync<bool>(async db =>
    {
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancellation);
        (run.Pid, run.PidStartTicks) = (process.Pid, process.StartTicks);
        return (true, run);
    }, cancellation);

    /// <summary>
    /// Ends a run whose worker is gone and whose log is in the database: done when nothing is missing, cancelled when that was
    /// asked for, failed otherwise.
    /// </summary>
    /// <param name="failure">What to say when the worker itself has told no reason.</param>
    public Task<Run> SettleAsync(string runId, string failure, CancellationToken cancellation) => ChangeAsync(async db =>
    {
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancellation);
        var missing = run.WorkerFinished ? (await MissingAsync(db, runId, cancellation)).Count : -1;
        if (missing == 0)
            run.End(RunStatus.Done, null);
        else if (run.CancelRequested)
            run.End(RunStatus.Cancelled, "Cancelled while it ran. What was scored until then is kept.");
        else if (missing > 0)
            run.End(RunStatus.Failed, $"The worker finished, but {missing} items came back without a score.");
        else
            run.End(RunStatus.Failed, run.Reason ?? failure);
        return (run, run);
    }, cancellation);

    /// <summary>A run whose worker died while no server was there, or was stopped with it: it goes back into the queue, unless that has happened too often.</summary>
    public Task InterruptAsync(string runId, CancellationToken cancellation) => ChangeAsync<bool>(async db =>
    {
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancellation);
        if (run.CancelRequested)
            run.End(RunStatus.Cancelled, "Cancelled while it ran. What was scored until then is kept.");
        else if (run.Attempts >= MostAttempts)
            run.End(RunStatus.Failed, $"It was interrupted {run.Attempts} times; submit the experiment again to try once more.");
        else
            run.Interrupt();
        return (true, run);
    }, cancellation);

    /// <summary>Ends a run that could not be started.</summary>
    public Task FailAsync(string runId, string reason, CancellationToken cancellation) => ChangeAsync<bool>(async db =>
    {
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancellation);
        run.End(RunStatus.Failed, reason);
        return (true, run);
    }, cancellation);

    /// <summary>Runs that were under way when the last server ended.</summary>
    public async Task<IReadOnlyList<Run>> UnderWayAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Runs.AsNoTracking().Where(run => run.Status == RunStatus.Running).ToListAsync(cancellation);
    }

    public async Task<bool> IsCancelRequestedAsync(string runId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Runs.AnyAsync(run => run.Id == runId && run.CancelRequested, cancellation);
    }

    /// <summary>The worker has told how it ended: that it finished, or why it could not.</summary>
    public async Task<bool> HasEndedAsync(string runId, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Runs.AnyAsync(run => run.Id == runId && (run.WorkerFinished || run.Reason != null), cancellation);
    }

    /// <summary>Marks an experiment finished when none of its runs is left.</summary>
    /// <returns>True the first time, unless a run was cancelled: then there is no result to be told.</returns>
    public async Task<bool> FinishExperimentAsync(string name, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var experiment = await db.Experiments.SingleAsync(e => e.Name == name, cancellation);
        var open = await db.Runs.AnyAsync(
            run => run.ExperimentName == name && run.Current && (run.Status == RunStatus.Queued || run.Status == RunStatus.Running), cancellation);
        if (open || experiment.FinishedAt is not null)
            return false;

        experiment.FinishedAt = DateTimeOffset.UtcNow;
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        feed.Publish(new LabChange(name, null));
        return !await db.Runs.AnyAsync(run => run.ExperimentName == name && run.Current && run.Status == RunStatus.Cancelled, cancellation);
    }

    private static async Task<List<ScoreRequest>> MissingAsync(LabDb db, string runId, CancellationToken cancellation)
    {
        var missing =
            from item in db.RunItems
            where item.RunId == runId && !db.Scores.Any(score => score.Key == item.Key)
            join question in db.Questions on item.Key equals question.Key
            orderby item.Position
            select question.Request;
        return await missing.ToListAsync(cancellation);
    }

    private async Task<T> ChangeAsync<T>(Func<LabDb, Task<(T Result, Run? Changed)>> change, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var (result, changed) = await change(db);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        if (changed is not null)
            feed.Publish(new LabChange(changed.ExperimentName, changed.Id));
        return result;
    }
}

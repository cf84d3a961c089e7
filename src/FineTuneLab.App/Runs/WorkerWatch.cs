using System.Diagnostics;
using FineTuneLab.App.Data;
using FineTuneLab.Core;

namespace FineTuneLab.App.Runs;

/// <summary>Stays with one worker until it is gone: brings in its events, passes a cancel on, and settles the run.</summary>
public sealed class WorkerWatch(EventIngest ingest, RunQueue queue, LabPaths paths, LabHealth health)
{
    private const int LogLinesInReason = 12;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(2);

    /// <summary>Ends when the run is settled, or, on <paramref name="stopping"/>, when the worker was stopped and the run is back in the queue.</summary>
    public async Task FollowAsync(string runId, LinuxProcess process, CancellationToken stopping)
    {
        try
        {
            var brokenLog = await UntilGoneAsync(runId, process, stopping);
            await SettleAsync(runId, brokenLog, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await StopAsync(process);
            await LeaveAsync(runId);
        }
    }

    /// <summary>
    /// Takes up a run that was under way when the last server ended: follows its worker when that lives, brings in the rest of
    /// its log and settles it when it had ended by itself, and puts it back into the queue otherwise.
    /// </summary>
    public async Task ResumeAsync(Run run, CancellationToken stopping)
    {
        if (run is { Pid: { } pid, PidStartTicks: { } ticks } && new LinuxProcess(pid, ticks) is { IsAlive: true } process)
        {
            await FollowAsync(run.Id, process, stopping);
            return;
        }

        KillStray(run.Id);
        await LeaveAsync(run.Id);
    }

    /// <summary>Ends every worker of a run that no one watches.</summary>
    public void KillStray(string runId) => LinuxProcess.KillByArguments(paths.Worker, paths.RunFolder(runId));

    private async Task<LabException?> UntilGoneAsync(string runId, LinuxProcess process, CancellationToken stopping)
    {
        Stopwatch? sinceCancel = null;
        while (process.IsAlive)
        {
            await Task.Delay(Interval, stopping);
            if (await BringInAsync(runId, stopping) is { } brokenLog)
            {
                process.SignalGroup(LinuxProcess.SigKill);
                return brokenLog;
            }

            if (!await queue.IsCancelRequestedAsync(runId, stopping))
                continue;
            if (sinceCancel is null)
                process.SignalGroup(LinuxProcess.SigTerm);
            else if (sinceCancel.Elapsed > paths.CancelGrace)
                process.SignalGroup(LinuxProcess.SigKill);
            sinceCancel ??= Stopwatch.StartNew();
        }

        KillStray(runId);
        return await BringInAsync(runId, stopping);
    }

    // A database that cannot be written just now (a full disk) costs patience, never events: they stay in the log.
    private async Task<LabException?> BringInAsync(string runId, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                while (await ingest.IngestAsync(runId, stopping))
                    health.Report(null);
                return null;
            }
            catch (LabException e)
            {
                return e;
            }
            catch (Exception e) when (SqliteFailures.Find(e) is { } failure)
            {
                health.Report(SqliteFailures.Explain(failure, paths.Database).Message);
                await Task.Delay(AfterTrouble, stopping);
            }
        }
    }

    private Task<Run> SettleAsync(string runId, LabException? brokenLog, CancellationToken cancellation)
    {
        var folder = paths.RunFolder(runId);
        var failure = brokenLog?.Message ?? Sentence(WorkerProcess.Describe(WorkerProcess.ExitCode(folder)));
        var log = WorkerProcess.LogTail(folder, LogLinesInReason);
        if (log.Count > 0)
            failure += "\nThe end of its log:\n" + string.Join('\n', log);
        return queue.SettleAsync(runId, failure, cancellation);
    }

    private async Task StopAsync(LinuxProcess process)
    {
        process.SignalGroup(LinuxProcess.SigTerm);
        var waited = Stopwatch.StartNew();
        while (process.IsAlive && waited.Elapsed < paths.CancelGrace)
            await Task.Delay(Interval);
        process.SignalGroup(LinuxProcess.SigKill);
    }

    private async Task LeaveAsync(string runId)
    {
        KillStray(runId);
        var brokenLog = await ReadRestAsync(runId);
        if (brokenLog is not null || await queue.HasEndedAsync(runId, CancellationToken.None))
            await SettleAsync(runId, brokenLog, CancellationToken.None);
        else
            await queue.InterruptAsync(runId, CancellationToken.None);
    }

    private async Task<LabException?> ReadRestAsync(string runId)
    {
        try
        {
            await ingest.IngestAsync(runId, CancellationToken.None);
            return null;
        }
        catch (LabException e)
        {
            return e;
        }
    }

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..] + ".";
}

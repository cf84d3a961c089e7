using System.Globalization;
using FineTuneLab.App.Data;
using FineTuneLab.App.Pipeline;
using FineTuneLab.App.Runs;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Features.Lab;

/// <summary>Who has the data folder.</summary>
/// <param name="Address">Where its pages are, when it serves any.</param>
public sealed record LabOwner(int Pid, string? Address, DateTimeOffset Since);

/// <param name="Owner">Null when nobody has it: queued runs wait until a server or <c>lab run</c> does.</param>
/// <param name="DatabaseState">One sentence: absent, to be migrated, broken, or up to date with what it holds.</param>
/// <param name="Problem">What keeps this process's queue from moving; null when nothing does.</param>
public sealed record LabStatus(
    string Root, string DataFolder, string DatabaseFile, long DatabaseBytes, string DatabaseState, LabOwner? Owner, bool OwnedByThisProcess,
    int Experiments, int Queued, int Running, IReadOnlyList<string> Devices, string Worker, string? Problem);

/// <summary>State of the lab on this machine. Changes nothing, and answers also when the database cannot be used.</summary>
public sealed record GetStatus : IRequest<LabStatus>, IWithoutDatabase;

internal sealed class GetStatusHandler(IDbContextFactory<LabDb> contexts, LabPaths paths, DataFolderLock folder, LabHealth health)
    : IRequestHandler<GetStatus, LabStatus>
{
    public async Task<LabStatus> Handle(GetStatus request, CancellationToken cancellationToken)
    {
        var database = await LookAsync(cancellationToken);
        var file = new FileInfo(paths.Database);
        return new LabStatus(
            paths.Root, paths.Data, paths.Database, file.Exists ? file.Length : 0, database.State, folder.Holder(), folder.IsHeld,
            database.Experiments, database.Queued, database.Running, paths.Devices, paths.Worker, health.Problem);
    }

    private async Task<DatabaseLook> LookAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(paths.Database))
            return new DatabaseLook("Absent; it is created when the lab is first used.");
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
            if (pending > 0)
                return new DatabaseLook($"{pending} migrations are due; they run when the lab is next used.");
            var scores = await db.Scores.CountAsync(cancellationToken);
            return new DatabaseLook(
                string.Create(CultureInfo.InvariantCulture, $"Up to date, with {scores} scores."), await db.Experiments.CountAsync(cancellationToken),
                await db.Runs.CountAsync(run => run.Current && run.Status == RunStatus.Queued, cancellationToken),
                await db.Runs.CountAsync(run => run.Status == RunStatus.Running, cancellationToken));
        }
        catch (Exception e) when (SqliteFailures.Find(e) is { } failure)
        {
            return new DatabaseLook(SqliteFailures.Explain(failure, paths.Database).Message);
        }
    }

    private sealed record DatabaseLook(string State, int Experiments = 0, int Queued = 0, int Running = 0);
}

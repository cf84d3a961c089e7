using FineTuneLab.App.Data;
using FineTuneLab.App.Runs;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Features.Runs;

/// <summary>Cancels one run; answers false when it had ended already.</summary>
public sealed record CancelRun(string Id) : IRequest<bool>;

internal sealed class CancelRunHandler(IDbContextFactory<LabDb> contexts, RunQueue queue, ILabFeed feed) : IRequestHandler<CancelRun, bool>
{
    public async Task<bool> Handle(CancelRun request, CancellationToken cancellationToken)
    {
        var (cancelled, experiment) = await CancelAsync(request.Id, cancellationToken);
        await queue.FinishExperimentAsync(experiment, cancellationToken);
        feed.Publish(new LabChange(experiment, request.Id));
        return cancelled;
    }

    private async Task<(bool Cancelled, string Experiment)> CancelAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw RunReader.Unknown(id);
        var cancelled = run.RequestCancel("Cancelled while it waited.");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (cancelled, run.ExperimentName);
    }
}

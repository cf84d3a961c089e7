using FineTuneLab.App.Data;
using FineTuneLab.App.Runs;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>Cancels every run of an experiment that is queued or running; answers with how many those were.</summary>
public sealed record CancelExperiment(string Name) : IRequest<int>;

internal sealed class CancelExperimentHandler(IDbContextFactory<LabDb> contexts, ILabFeed feed) : IRequestHandler<CancelExperiment, int>
{
    public async Task<int> Handle(CancelExperiment request, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var experiment = await db.Experiments.Include(e => e.Runs).SingleOrDefaultAsync(e => e.Name == request.Name, cancellationToken)
            ?? throw ExperimentReader.Unknown(request.Name);
        var cancelled = experiment.Runs.Count(run => run.RequestCancel("Cancelled while it waited."));
        if (experiment.Runs.All(run => run.Status != RunStatus.Running))
            experiment.FinishedAt ??= DateTimeOffset.UtcNow;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new LabChange(request.Name, null));
        return cancelled;
    }
}

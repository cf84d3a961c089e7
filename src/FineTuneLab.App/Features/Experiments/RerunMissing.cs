using FineTuneLab.App.Data;
using FineTuneLab.App.Runs;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>
/// Submits an experiment again as it stands in the lab: failed and cancelled runs are queued, items that could not be
/// scored are tried again, inputs that have changed since give new runs. Scores that are known stay.
/// </summary>
public sealed record RerunMissing(string Name) : IRequest<ExperimentSubmitted>;

internal sealed class RerunMissingHandler(ExperimentSubmission submission, ExperimentReader reader, IDbContextFactory<LabDb> contexts)
    : IRequestHandler<RerunMissing, ExperimentSubmitted>
{
    public async Task<ExperimentSubmitted> Handle(RerunMissing request, CancellationToken cancellationToken)
    {
        var experiment = await reader.OneAsync(request.Name, cancellationToken);
        await ForgetFailuresAsync(request.Name, cancellationToken);
        return await submission.SubmitAsync(experiment.Spec, experiment.Yaml, experiment.SourceFolder, cancellationToken);
    }

    private async Task ForgetFailuresAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var keys =
            from run in db.Runs
            where run.ExperimentName == name && run.Current
            join item in db.RunItems on run.Id equals item.RunId
            select item.Key;
        await db.Scores.Where(score => score.Failure != null && keys.Contains(score.Key)).ExecuteDeleteAsync(cancellationToken);
    }
}

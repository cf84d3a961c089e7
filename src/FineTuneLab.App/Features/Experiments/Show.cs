using FineTuneLab.App.Runs;
using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>One experiment with the state of its runs.</summary>
public sealed record ShowExperiment(string Name) : IRequest<ExperimentView>;

internal sealed class ShowExperimentHandler(ExperimentReader reader, InputHashes inputs) : IRequestHandler<ShowExperiment, ExperimentView>
{
    public async Task<ExperimentView> Handle(ShowExperiment request, CancellationToken cancellationToken)
    {
        var experiment = await reader.OneAsync(request.Name, cancellationToken);
        return new ExperimentView(
            experiment.ToSummary(), experiment.Yaml, experiment.ResultFile, await reader.RunsAsync(experiment, cancellationToken),
            inputs.Changes(experiment.Runs.SelectMany(run => run.Inputs)));
    }
}

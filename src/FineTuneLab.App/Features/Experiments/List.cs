using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>All experiments, the one submitted last first.</summary>
public sealed record ListExperiments : IRequest<IReadOnlyList<ExperimentSummary>>;

internal sealed class ListExperimentsHandler(ExperimentReader reader) : IRequestHandler<ListExperiments, IReadOnlyList<ExperimentSummary>>
{
    public async Task<IReadOnlyList<ExperimentSummary>> Handle(ListExperiments request, CancellationToken cancellationToken) =>
        [.. (await reader.AllAsync(cancellationToken)).Select(experiment => experiment.ToSummary())];
}

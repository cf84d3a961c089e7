using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>All experiments, the one submitted last first.</summary>
public sealed record ListExperiments : IRequest<IReadOnlyList<ExperimentSummary>>;

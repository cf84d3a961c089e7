using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>One experiment with the state of its runs.</summary>
public sealed record ShowExperiment(string Name) : IRequest<ExperimentView>;

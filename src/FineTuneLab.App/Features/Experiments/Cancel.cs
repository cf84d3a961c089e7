using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>Cancels every run of an experiment that is queued or running; answers with how many those were.</summary>
public sealed record CancelExperiment(string Name) : IRequest<int>;

using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>
/// Submits an experiment again as it stands in the lab: failed and cancelled runs are queued, items that could not be
/// scored are tried again, inputs that have changed since give new runs. Scores that are known stay.
/// </summary>
public sealed record RerunMissing(string Name) : IRequest<ExperimentSubmitted>;

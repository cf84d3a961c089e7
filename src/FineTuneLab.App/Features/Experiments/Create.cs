using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>
/// Submits an experiment, given as YAML text or as the path of its file (one of the two). What is known already is not
/// computed again; submitting an unchanged experiment that is done queues nothing. A changed one replaces its plan.
/// </summary>
public sealed record CreateExperiment(string? Yaml = null, string? Path = null) : IRequest<ExperimentSubmitted>;

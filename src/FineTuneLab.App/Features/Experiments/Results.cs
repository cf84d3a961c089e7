using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>Writes RESULT.md beside the experiment's file and answers with its absolute path. It is sent when an experiment finishes.</summary>
public sealed record WriteResults(string Experiment) : IRequest<string>;

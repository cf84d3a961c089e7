using MediatR;

namespace FineTuneLab.App.Features.Runs;

/// <summary>One run: its spec, curves, costs, log tail and artifacts.</summary>
public sealed record ShowRun(string Id) : IRequest<RunView>;

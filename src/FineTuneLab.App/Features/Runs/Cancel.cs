using MediatR;

namespace FineTuneLab.App.Features.Runs;

/// <summary>Cancels one run; answers false when it had ended already.</summary>
public sealed record CancelRun(string Id) : IRequest<bool>;

using MediatR;

namespace FineTuneLab.App.Features.Runs;

/// <summary>Two runs side by side.</summary>
/// <param name="OnlyDifferent">Only the items that one run has right and the other wrong.</param>
public sealed record CompareRuns(
    string LeftId, string RightId, string? Suite = null, bool OnlyDifferent = true, int Skip = 0, int Take = 50) : IRequest<RunComparison>;

using MediatR;

namespace FineTuneLab.App.Features.Runs;

/// <summary>A page of a run's items, in the order of the suites.</summary>
/// <param name="Suite">Null for all suites.</param>
public sealed record ListRunItems(
    string RunId, string? Suite = null, ItemOutcome Outcome = ItemOutcome.All, int Skip = 0, int Take = 50) : IRequest<Page<ItemView>>;

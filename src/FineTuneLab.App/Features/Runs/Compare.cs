using FineTuneLab.App.Data;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Features.Runs;

/// <summary>Two runs side by side.</summary>
/// <param name="OnlyDifferent">Only the items that one run has right and the other wrong.</param>
public sealed record CompareRuns(
    string LeftId, string RightId, string? Suite = null, bool OnlyDifferent = true, int Skip = 0, int Take = 50) : IRequest<RunComparison>;

internal sealed class CompareRunsValidator : AbstractValidator<CompareRuns>
{
    public CompareRunsValidator()
    {
        RuleFor(query => query.LeftId).NotEmpty().WithMessage("Name the run on the left.");
        RuleFor(query => query.RightId).NotEmpty().WithMessage("Name the run on the right.");
        RuleFor(query => query.Skip).GreaterThanOrEqualTo(0).WithMessage("Must be 0 or more.");
        RuleFor(query => query.Take).InclusiveBetween(1, 1000).WithMessage("Must lie between 1 and 1000.");
    }
}

internal sealed class CompareRunsHandler(IDbContextFactory<LabDb> contexts) : IRequestHandler<CompareRuns, RunComparison>
{
    public async Task<RunComparison> Handle(CompareRuns request, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var left = await db.RunAsync(request.LeftId, cancellationToken);
        var right = await db.RunAsync(request.RightId, cancellationToken);
        var counts = await RunCounts.OfAsync(db, [left.Id, right.Id], cancellationToken);
        var pairs = Pair(await ReadAsync(db, left, cancellationToken), await ReadAsync(db, right, cancellationToken));
        var shown = pairs.Where(pair => request.Suite is null || pair.Suite == request.Suite).Where(pair => !request.OnlyDifferent || Differs(pair)).ToList();
        return new RunComparison(
            left.ToSummary(counts.GetValueOrDefault(left.Id)), right.ToSummary(counts.GetValueOrDefault(right.Id)), [.. BySuite(pairs)],
            new Page<ItemPair>([.. shown.Skip(request.Skip).Take(request.Take)], shown.Count));
    }

    private static async Task<IReadOnlyList<ItemView>> ReadAsync(LabDb db, Run run, CancellationToken cancellationToken)
    {
        var rows = await db.Items(run.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToView())];
    }

    private static List<ItemPair> Pair(IReadOnlyList<ItemView> left, IReadOnlyList<ItemView> right)
    {
        var onRight = right.ToDictionary(item => (item.Suite, item.Item));
        var onLeft = left.Select(item => (item.Suite, item.Item)).ToHashSet();
        var pairs = left.Select(item => new ItemPair(item.Suite, item.Item, item.Expected, item, onRight.GetValueOrDefault((item.Suite, item.Item))));
        var others = right.Where(item => !onLeft.Contains((item.Suite, item.Item))).Select(item => new ItemPair(item.Suite, item.Item, item.Expected, null, item));
        return [.. pairs.Concat(others)];
    }

    private static bool Differs(ItemPair pair) => pair is { Left.Right: { } left, Right.Right: { } right } && left != right;

    private static IEnumerable<SuiteComparison> BySuite(IEnumerable<ItemPair> pairs) =>
        from pair in pairs
        where pair.Left?.Right is not null && pair.Right?.Right is not null
        group (Left: pair.Left!.Right == true, Right: pair.Right!.Right == true) by pair.Suite into suite
        select new SuiteComparison(
            suite.Key, suite.Count(), suite.Count(both => both is { Left: true, Right: true }), suite.Count(both => both is { Left: true, Right: false }),
            suite.Count(both => both is { Left: false, Right: true }), suite.Count(both => both is { Left: false, Right: false }));
}

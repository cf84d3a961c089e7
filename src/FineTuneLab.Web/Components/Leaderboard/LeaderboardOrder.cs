using FineTuneLab.App.Features.Experiments;

namespace FineTuneLab.Web.Components.Leaderboard;

/// <summary>By which column a leaderboard is ordered. What was not measured comes last in both directions.</summary>
/// <param name="Column">A key of <see cref="CostColumn"/>, <c>suite:&lt;name&gt;</c>, or null for the experiment's own order.</param>
public sealed record LeaderboardOrder(string? Column = null, bool Descending = true)
{
    public const string SuitePrefix = "suite:";

    public static string OfSuite(string suite) => SuitePrefix + suite;

    /// <summary>A first click takes the better end first, a second turns it round, a third restores the experiment's order.</summary>
    public LeaderboardOrder Click(string column)
    {
        var better = column.StartsWith(SuitePrefix, StringComparison.Ordinal);
        if (Column != column)
            return new LeaderboardOrder(column, better);
        return Descending == better ? this with { Descending = !better } : new LeaderboardOrder();
    }

    public IReadOnlyList<LeaderboardRow> Apply(IEnumerable<LeaderboardRow> rows)
    {
        if (Column is null)
            return rows.ToList();

        var known = rows.ToLookup(row => double.IsFinite(ValueOf(row)));
        var sorted = Descending ? known[true].OrderByDescending(ValueOf) : known[true].OrderBy(ValueOf);
        return sorted.Concat(known[false]).ToList();
    }

    /// <summary>What <c>aria-sort</c> says of a column.</summary>
    public string Aria(string column) => Column != column ? "none" : Descending ? "descending" : "ascending";

    private double ValueOf(LeaderboardRow row)
        => Column!.StartsWith(SuitePrefix, StringComparison.Ordinal)
            ? row.Cells.GetValueOrDefault(Column[SuitePrefix.Length..])?.Value ?? double.NaN
            : CostColumn.All.First(column => column.Key == Column).Value(row);
}

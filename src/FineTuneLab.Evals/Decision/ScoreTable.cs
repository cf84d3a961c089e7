using FineTuneLab.Core.Events;

namespace FineTuneLab.Evals.Decision;

/// <summary>Scores by contender, suite, scorer and item; an item's score is its mean over the seeds that have it.</summary>
internal sealed class ScoreTable
{
    private readonly Dictionary<(Contender, string Suite), List<(RunResult Run, ItemScored Item)>> _scores = [];

    public ScoreTable(DecisionInput input)
    {
        foreach (var run in input.Runs)
        {
            foreach (var item in run.Items)
            {
                if (!_scores.TryGetValue((run.Contender, item.Suite), out var list))
                    _scores[(run.Contender, item.Suite)] = list = [];
                list.Add((run, item));
            }
        }
    }

    public IEnumerable<string> SuitesOf(Contender contender) => _scores.Keys.Where(key => key.Item1 == contender).Select(key => key.Suite);

    public IReadOnlyList<(RunResult Run, ItemScored Item)> All(Contender contender, string suite) =>
        _scores.TryGetValue((contender, suite), out var list) ? list : [];

    /// <summary>Item → score; a NaN score is no score.</summary>
    public IReadOnlyDictionary<string, double> Items(Contender contender, string suite, string scorer) =>
        All(contender, suite)
            .Where(entry => entry.Item.Scores.TryGetValue(scorer, out var score) && !double.IsNaN(score))
            .GroupBy(entry => entry.Item.Item, entry => entry.Item.Scores[scorer], StringComparer.Ordinal)
            .ToDictionary(item => item.Key, item => item.Average(), StringComparer.Ordinal);

    /// <summary>The two contenders' scores on the items that both have, in one order.</summary>
    public (IReadOnlyList<double> First, IReadOnlyList<double> Second) Pairs(Contender first, Contender second, string suite, string scorer)
    {
        var left = Items(first, suite, scorer);
        var right = Items(second, suite, scorer);
        var both = left.Keys.Where(right.ContainsKey).Order(StringComparer.Ordinal).ToList();
        return ([.. both.Select(item => left[item])], [.. both.Select(item => right[item])]);
    }

    public double SeedSpread(Contender contender, string suite, string scorer)
    {
        var means = All(contender, suite)
            .Where(entry => entry.Item.Scores.TryGetValue(scorer, out var score) && !double.IsNaN(score))
            .GroupBy(entry => entry.Run.Seed, entry => entry.Item.Scores[scorer])
            .Select(seed => seed.Average())
            .ToList();
        return means.Count < 2 ? double.NaN : means.Max() - means.Min();
    }
}

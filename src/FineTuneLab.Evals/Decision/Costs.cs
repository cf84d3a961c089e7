using FineTuneLab.Core.Events;
using FineTuneLab.Evals.Planning;

namespace FineTuneLab.Evals.Decision;

internal static class Costs
{
    /// <summary>Means over the runs; tokens over the suites' items, training examples left out; latency over those of them that were asked alone, if any were.</summary>
    public static ContenderCost Of(IReadOnlyList<RunResult> runs)
    {
        var items = runs.SelectMany(run => run.Items).Where(item => !TrainingSuite.Is(item.Suite)).ToList();
        // A user asks one question at a time: a share of a batch would flatter every approach.
        var alone = items.Where(item => item.BatchSize == 1).ToList();
        return new ContenderCost(
            Mean(runs, TrainableShare),
            Mean(runs, cost => cost.TuningSeconds),
            Mean(runs, cost => cost.WallSeconds),
            Mean(runs, cost => cost.PeakMemoryBytes),
            Mean(items, item => item.PromptTokens),
            Mean(items, item => item.CompletionTokens),
            Mean(alone.Count > 0 ? alone : items, item => item.Seconds),
            Mean(runs, cost => cost.TrainLoss),
            Mean(runs, cost => cost.HeldOutLoss));
    }

    // Nothing is known yet of an approach that tunes and has not; one that does not tune trains nothing.
    private static double TrainableShare(RunCost cost) => cost.TotalParameters > 0
        ? (double)cost.TrainableParameters / cost.TotalParameters
        : double.IsNaN(cost.TuningSeconds) ? double.NaN : 0;

    private static double Mean(IReadOnlyList<RunResult> runs, Func<RunCost, double> figure) =>
        Known(runs.Select(run => figure(run.Cost)));

    private static double Mean(IReadOnlyList<ItemScored> items, Func<ItemScored, double> figure) => Known(items.Select(figure));

    private static double Known(IEnumerable<double> figures)
    {
        var known = figures.Where(figure => !double.IsNaN(figure)).ToList();
        return known.Count == 0 ? double.NaN : known.Average();
    }
}

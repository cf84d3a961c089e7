using MathNet.Numerics.Distributions;
using DescriptiveStatistics = MathNet.Numerics.Statistics.Statistics;

namespace FineTuneLab.Core.Statistics;

/// <summary>
/// Two approaches over several suites at once, every suite with the same weight: the mean of the suites' paired differences. Its
/// error comes from the spread within suites; the interval and p-value are the normal ones.
/// </summary>
public static class StratifiedComparison
{
    /// <param name="differences">For each suite, second minus first, one an item; suites without items are left out.</param>
    /// <returns>The mean difference with its interval, and the two-sided p-value (NaN without items).</returns>
    public static (Estimate Difference, double PValue) Of(IReadOnlyList<IReadOnlyList<double>> differences)
    {
        var suites = differences.Where(suite => suite.Count > 1).ToList();
        if (suites.Count == 0)
            return (Estimate.Unknown, double.NaN);

        var mean = suites.Average(suite => suite.Average());
        var variance = suites.Sum(suite => DescriptiveStatistics.Variance(suite) / suite.Count) / (suites.Count * suites.Count);
        var error = Math.Sqrt(variance);
        var half = Intervals.Z * error;
        var p = error == 0 ? (mean == 0 ? 1 : 0) : 2 * Normal.CDF(0, 1, -Math.Abs(mean) / error);
        return (new Estimate(mean, mean - half, mean + half, suites.Sum(suite => suite.Count)), p);
    }
}

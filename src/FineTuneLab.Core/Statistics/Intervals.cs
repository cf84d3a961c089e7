using MathNet.Numerics.Distributions;
using DescriptiveStatistics = MathNet.Numerics.Statistics.Statistics;

namespace FineTuneLab.Core.Statistics;

/// <summary>Two-sided 95 % intervals of single figures.</summary>
public static class Intervals
{
    public const double Confidence = 0.95;

    /// <summary>Standard normal quantile that leaves 2.5 % above it.</summary>
    internal static readonly double Z = Normal.InvCDF(0, 1, 1 - ((1 - Confidence) / 2));

    /// <summary>Share of successes with Wilson's score interval (Wilson 1927): stays within 0 and 1, also for 0 or all successes.</summary>
    public static Estimate Wilson(int successes, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);
        if (n == 0)
            return Estimate.Unknown;

        var share = (double)successes / n;
        var scale = 1 + (Z * Z / n);
        var middle = (share + (Z * Z / (2 * n))) / scale;
        var half = Z * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4.0 * n * n))) / scale;
        return new Estimate(share, Math.Max(0, middle - half), Math.Min(1, middle + half), n);
    }

    /// <summary>Mean with Student's t interval; of a single value the interval is unknown (NaN).</summary>
    public static Estimate StudentT(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return Estimate.Unknown;

        var mean = values.Average();
        if (values.Count == 1)
            return new Estimate(mean, double.NaN, double.NaN, 1);
        var quantile = StudentTDistribution(values.Count).InverseCumulativeDistribution(1 - ((1 - Confidence) / 2));
        var half = quantile * DescriptiveStatistics.StandardDeviation(values) / Math.Sqrt(values.Count);
        return new Estimate(mean, mean - half, mean + half, values.Count);
    }

    /// <summary>Wilson where every value is 0 or 1, Student's t otherwise.</summary>
    public static Estimate OfScores(IReadOnlyList<double> scores) =>
        AreBinary(scores) ? Wilson(scores.Count(score => score == 1), scores.Count) : StudentT(scores);

    internal static bool AreBinary(IEnumerable<double> scores) => scores.All(score => score is 0 or 1);

    internal static StudentT StudentTDistribution(int n) => new(0, 1, n - 1);
}

using MathNet.Numerics.Distributions;

namespace FineTuneLab.Core.Statistics;

/// <summary>Two approaches on the same items: item by item, so that the items' own difficulty cancels out.</summary>
/// <param name="Difference">Mean of second minus first, with its interval.</param>
/// <param name="Gained">Items on which the second scored higher (for pass/fail scores: wrong → right).</param>
/// <param name="Lost">Items on which the second scored lower (right → wrong).</param>
/// <param name="PValue">Two-sided, of the hypothesis that neither is better; not corrected for other comparisons. NaN without items.</param>
public sealed record PairedComparison(Estimate Difference, int Gained, int Lost, double PValue)
{
    public static PairedComparison Unknown { get; } = new(Estimate.Unknown, 0, 0, double.NaN);

    /// <summary>Share of items on which the two differ.</summary>
    public double Discordance => (double)(Gained + Lost) / Difference.N;

    /// <summary>
    /// Pass/fail scores: McNemar's exact test, and the adjusted Wald interval of Bonett and Price (2012, "Adjusted Wald confidence
    /// interval for a difference of binomial proportions based on paired data"). Other scores: the paired t test and its interval.
    /// </summary>
    /// <param name="first">Scores of the reference, one an item.</param>
    /// <param name="second">Scores of the other on the same items in the same order.</param>
    public static PairedComparison Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count != second.Count)
            throw new ArgumentException($"Pairs need equal counts, not {first.Count} and {second.Count}.", nameof(second));
        if (first.Count == 0)
            return Unknown;

        var differences = first.Zip(second, (a, b) => b - a).ToList();
        var gained = differences.Count(difference => difference > 0);
        var lost = differences.Count(difference => difference < 0);
        return Intervals.AreBinary(first) && Intervals.AreBinary(second)
            ? new PairedComparison(BonettPrice(gained, lost, first.Count), gained, lost, McNemarExact(gained, lost))
            : new PairedComparison(Intervals.StudentT(differences), gained, lost, PairedT(differences));
    }

    /// <summary>Two-sided exact p-value: the items that changed are tosses of a fair coin when neither is better (McNemar 1947).</summary>
    public static double McNemarExact(int gained, int lost)
    {
        var changed = gained + lost;
        return changed == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, changed, Math.Min(gained, lost)));
    }

    private static Estimate BonettPrice(int gained, int lost, int n)
    {
        var up = (gained + 1.0) / (n + 2);
        var down = (lost + 1.0) / (n + 2);
        var half = Intervals.Z * Math.Sqrt((up + down - ((up - down) * (up - down))) / (n + 2));
        var value = (double)(gained - lost) / n;
        return new Estimate(value, Math.Max(-1, Math.Min(value, up - down - half)), Math.Min(1, Math.Max(value, up - down + half)), n);
    }

    private static double PairedT(List<double> differences)
    {
        var n = differences.Count;
        if (n == 1)
            return double.NaN;
        var mean = differences.Average();
        var error = MathNet.Numerics.Statistics.Statistics.StandardDeviation(differences) / Math.Sqrt(n);
        if (error == 0)
            return mean == 0 ? 1 : 0;
        return 2 * Intervals.StudentTDistribution(n).CumulativeDistribution(-Math.Abs(mean / error));
    }
}

namespace FineTuneLab.Core.Statistics;

public enum Verdict
{
    NotDistinguishable,
    Better,
    Worse,
}

/// <summary>What may be said of a family of comparisons once it is counted how many were made.</summary>
public static class Verdicts
{
    /// <summary>Chance, for the whole family, of calling at least one difference real that is none.</summary>
    public const double Alpha = 0.05;

    /// <summary>
    /// Holm's step-down adjustment (Holm 1979): p-values as they were given, each adjusted so that comparing it with
    /// <see cref="Alpha"/> holds for the family. NaN stays NaN and counts as no comparison.
    /// </summary>
    public static IReadOnlyList<double> Holm(IReadOnlyList<double> pValues)
    {
        var adjusted = Enumerable.Repeat(double.NaN, pValues.Count).ToArray();
        var order = Enumerable.Range(0, pValues.Count).Where(i => !double.IsNaN(pValues[i])).OrderBy(i => pValues[i]).ToList();
        var highest = 0.0;
        for (var rank = 0; rank < order.Count; rank++)
        {
            highest = Math.Max(highest, Math.Min(1, (order.Count - rank) * pValues[order[rank]]));
            adjusted[order[rank]] = highest;
        }

        return adjusted;
    }

    /// <param name="difference">Second minus first.</param>
    public static Verdict Of(double difference, double adjustedP)
    {
        if (!(adjustedP < Alpha) || difference == 0)
            return Verdict.NotDistinguishable;
        return difference > 0 ? Verdict.Better : Verdict.Worse;
    }
}

namespace FineTuneLab.Core.Statistics;

/// <summary>A figure with the interval that holds the truth in 95 of 100 such measurements. NaN throughout when nothing was measured.</summary>
/// <param name="N">What the figure is the mean of.</param>
public sealed record Estimate(double Value, double Low, double High, int N)
{
    public static Estimate Unknown { get; } = new(double.NaN, double.NaN, double.NaN, 0);

    public bool IsKnown => N > 0;
}

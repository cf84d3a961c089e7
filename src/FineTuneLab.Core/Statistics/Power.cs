using MathNet.Numerics.Distributions;
using MathNet.Numerics.RootFinding;

namespace FineTuneLab.Core.Statistics;

/// <summary>
/// What paired pass/fail scores can tell apart at a significance of 5 % (two-sided) with a power of 80 %, after Connor (1987, "Sample
/// size for testing differences in proportions for the paired-sample design"):
/// n = (z₀.₉₇₅ √ψ + z₀.₈ √(ψ − δ²))² / δ², with ψ the share of items on which the two differ and δ the difference.
/// </summary>
public static class Power
{
    public const double Wanted = 0.8;

    private static readonly double ZPower = Normal.InvCDF(0, 1, Wanted);

    /// <summary>Items needed to tell a difference apart; infinite for no difference.</summary>
    /// <param name="discordance">ψ; taken as the difference itself where it is smaller, since it cannot be.</param>
    public static double ItemsNeeded(double difference, double discordance)
    {
        var delta = Math.Abs(difference);
        if (delta == 0)
            return double.PositiveInfinity;
        var psi = Math.Max(delta, discordance);
        var root = (Intervals.Z * Math.Sqrt(psi)) + (ZPower * Math.Sqrt(Math.Max(0, psi - (delta * delta))));
        return Math.Ceiling(root * root / (delta * delta));
    }

    /// <summary>Smallest difference that <paramref name="n"/> items would show; NaN when not even a difference of 1 would be seen.</summary>
    public static double MinimumDetectableDifference(int n, double discordance)
    {
        if (n == 0 || ItemsNeeded(1, 1) > n)
            return double.NaN;
        return Bisection.FindRoot(delta => Shortfall(delta, discordance, n), 1e-6, 1, 1e-9, 200);
    }

    // Without the rounding up of ItemsNeeded, so that there is a root to find.
    private static double Shortfall(double delta, double discordance, int n)
    {
        var psi = Math.Max(delta, discordance);
        return (Intervals.Z * Math.Sqrt(psi)) + (ZPower * Math.Sqrt(Math.Max(0, psi - (delta * delta)))) - (delta * Math.Sqrt(n));
    }
}

namespace FineTuneLab.Training.Recipes;

/// <summary>Linear warm-up, then half a cosine down to a share of the peak. Loshchilov and Hutter, "SGDR", 2017.</summary>
public sealed class LearningRateSchedule(double peak, int steps)
{
    private const double LastShare = 0.05;
    private const int LongestWarmUp = 10;

    // A fifth of a short run, so that it still trains at its peak.
    private readonly int _warmUp = Math.Clamp(steps / 5, 1, LongestWarmUp);

    /// <summary>Learning rate of a step, counted from 0.</summary>
    public double At(int step)
    {
        var rise = Math.Min(1.0, (step + 1.0) / _warmUp);
        var fall = LastShare + (1 - LastShare) * 0.5 * (1 + Math.Cos(Math.PI * step / steps));
        return peak * rise * fall;
    }
}

using FineTuneLab.App.Features.Experiments;

namespace FineTuneLab.Web.Components.Leaderboard;

/// <summary>A column of a leaderboard that is no suite: what an approach forgets and what it costs.</summary>
public sealed record CostColumn(string Key, string Title, string Meaning, Func<LeaderboardRow, double> Value, Func<double, string> Write)
{
    public static IReadOnlyList<CostColumn> All { get; } =
    [
        new("forgetting", "Forgetting", "Points lost on the retention suites against the untouched base; positive is worse.", row => row.Forgetting, Figures.Points),
        new("gap", "Loss gap", "Held-out minus training loss at the end of tuning; a large gap is overfitting.", row => row.LossGap, gap => double.IsFinite(gap) ? Figures.Signed(gap, "0.00") : Figures.Missing),
        new("trainable", "Trainable", "Share of the parameters that learn.", row => row.TrainableShare, share => double.IsFinite(share) ? Figures.Percent(share) + " %" : Figures.Missing),
        new("tuning", "Tuning", "Seconds spent on tuning.", row => row.TuningSeconds, Figures.Duration),
        new("wall", "Total", "Seconds of the whole run, scoring included.", row => row.WallSeconds, Figures.Duration),
        new("memory", "Peak memory", "Largest resident memory of the worker.", row => row.PeakMemoryBytes, Figures.Bytes),
        new("tokens", "Prompt tokens", "Mean per query.", row => row.PromptTokens, tokens => double.IsFinite(tokens) ? tokens.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) : Figures.Missing),
        new("latency", "Latency", "Mean per query.", row => row.LatencySeconds, Figures.Duration),
    ];
}

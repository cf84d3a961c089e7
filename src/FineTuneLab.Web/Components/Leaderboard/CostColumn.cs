using System.Globalization;
using FineTuneLab.App.Features.Experiments;

namespace FineTuneLab.Web.Components.Leaderboard;

/// <summary>A column of a leaderboard that is no suite: what an approach forgets and what it costs.</summary>
public sealed record CostColumn(string Key, string Title, string Meaning, Func<LeaderboardRow, double> Value, Func<double, string> Write)
{
    public static IReadOnlyList<CostColumn> All { get; } =
    [
        new("forgetting", "Forgetting", "Points lost on the retention suites against the untouched base; positive is worse.", row => row.Forgetting, Figures.Points),
        new("train-gap", "Train gap", "Points that training examples are answered better than the suites of their task; a large gap is memorising.", TrainGap, Figures.Points),
        new("gap", "Loss gap", "Held-out minus training loss at the end of tuning; a large gap is overfitting.", row => row.LossGap, gap => Known(gap, value => Figures.Signed(value, "0.00"))),
        new("trainable", "Trainable", "Share of the parameters that learn.", row => row.TrainableShare, share => Known(share, value => Figures.Percent(value) + " %")),
        new("tuning", "Tuning", "Seconds spent on tuning.", row => row.TuningSeconds, Figures.Duration),
        new("wall", "Total", "Seconds of the whole run, scoring included.", row => row.WallSeconds, Figures.Duration),
        new("memory", "Peak memory", "Largest resident memory of the worker.", row => row.PeakMemoryBytes, Figures.Bytes),
        new("tokens", "Prompt tokens", "Mean per query.", row => row.PromptTokens, tokens => Known(tokens, value => value.ToString("0.0", CultureInfo.InvariantCulture))),
        new("latency", "Latency", "Mean per query.", row => row.LatencySeconds, Figures.Duration),
    ];

    private static double TrainGap(LeaderboardRow row) => row.Gaps.Count > 0 ? row.Gaps.Average(gap => gap.Gap) : double.NaN;

    private static string Known(double figure, Func<double, string> write) => double.IsFinite(figure) ? write(figure) : Figures.Missing;
}

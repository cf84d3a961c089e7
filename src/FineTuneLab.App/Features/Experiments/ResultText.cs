using System.Globalization;
using System.Text;
using FineTuneLab.App.Data;
using FineTuneLab.App.Runs;
using FineTuneLab.Core.Statistics;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>RESULT.md: what came out, how sure it is, what it cost, what to do, and from which inputs.</summary>
internal static class ResultText
{
    public static string Of(Experiment experiment, LeaderboardView board, RecommendationView recommendation)
    {
        var text = new StringBuilder();
        Head(text, experiment);
        Advice(text, recommendation);
        Scores(text, board);
        Costs(text, board);
        Forgetting(text, board);
        Gaps(text, board);
        Provenance(text, experiment);
        return text.ToString();
    }

    private static void Head(StringBuilder text, Experiment experiment)
    {
        text.Line($"# {(experiment.Spec.Title.Length > 0 ? experiment.Spec.Title : experiment.Name)}").Line();
        if (experiment.Spec.Question.Length > 0)
            text.Line(experiment.Spec.Question).Line();
        text.Line($"Written by the lab when `{experiment.Name}` finished, {Day(experiment.FinishedAt ?? experiment.SubmittedAt)}. Do not edit: the next run replaces it.").Line();
        foreach (var run in experiment.Runs.Where(run => run.Status != RunStatus.Done).OrderBy(run => run.Position))
            text.Line($"**{run.Approach.Name}, seed {run.Spec.Seed}, is {run.Status.ToString().ToLowerInvariant()}**: {FirstLine(run.Reason)}").Line();
    }

    private static void Advice(StringBuilder text, RecommendationView recommendation)
    {
        text.Line("## Recommendation").Line().Line(recommendation.Headline).Line();
        foreach (var reason in recommendation.Reasons)
            text.Line($"- *{reason.Question}* {reason.Text}");
        text.Line();
    }

    private static void Scores(StringBuilder text, LeaderboardView board)
    {
        text.Line("## Scores").Line();
        text.Line("Mean in percent [95 % interval]. **Bold**: distinguishably better than every other approach. °: cannot be told from the highest. "
            + "↑ ↓: distinguishably better or worse than the baseline.").Line();
        text.Row(["approach", .. board.Suites.Select(suite => $"{suite.Name} ({suite.Role})")]);
        text.Row([.. Enumerable.Repeat("---", board.Suites.Count + 1)]);
        foreach (var row in board.Rows)
            text.Row([Name(board, row), .. board.Suites.Select(suite => Cell(row.Cells[suite.Name]))]);
        text.Line();
        text.Line("Items: " + string.Join(", ", board.Suites.Select(suite => $"{suite.Name} {board.Rows.Max(row => row.Cells[suite.Name].N)} by {suite.PrimaryScorer}")) + ".").Line();
        foreach (var note in board.Notes)
            text.Line(note).Line();
    }

    private static string Name(LeaderboardView board, LeaderboardRow row)
    {
        var name = board.Rows.Select(other => other.Model).Distinct().Count() > 1 ? $"{row.Approach} on {row.Model}" : row.Approach;
        return row.IsBaseline ? name + " (baseline)" : name;
    }

    private static string Cell(LeaderboardCell cell)
    {
        if (cell.N == 0)
            return "–";
        var value = $"{Percent(cell.Value)} [{Percent(cell.Low)}, {Percent(cell.High)}]";
        var verdict = cell.AgainstBaseline?.Verdict switch { Verdict.Better => " ↑", Verdict.Worse => " ↓", _ => "" };
        var missing = cell.Missing > 0 ? $" ({cell.Missing} missing)" : "";
        return (cell.IsBest ? $"**{value}**" : cell.InLead ? value + "°" : value) + verdict + missing;
    }

    private static void Costs(StringBuilder text, LeaderboardView board)
    {
        text.Line("## Costs").Line();
        text.Row(["approach", "trainable", "tuning s", "run s", "peak MiB", "prompt tokens a query", "ms a query", "held-out − train loss"]);
        text.Row([.. Enumerable.Repeat("---", 8)]);
        foreach (var row in board.Rows)
        {
            text.Row([
                Name(board, row), Figure(100 * row.TrainableShare, "0.##") + " %", Figure(row.TuningSeconds, "0.0"), Figure(row.WallSeconds, "0.0"),
                Figure(row.PeakMemoryBytes / (1024 * 1024), "0"), Figure(row.PromptTokens, "0.0"), Figure(1000 * row.LatencySeconds, "0.0"), Figure(row.LossGap, "0.000")]);
        }

        text.Line();
    }

    private static void Forgetting(StringBuilder text, LeaderboardView board)
    {
        if (board.Rows.All(row => row.ForgettingBySuite.Count == 0))
            return;
        text.Line("## Forgetting").Line();
        text.Row(["approach", "suite", "base", "tuned", "right before, wrong now", "the other way", "verdict"]);
        text.Row([.. Enumerable.Repeat("---", 7)]);
        foreach (var row in board.Rows)
        {
            foreach (var f in row.ForgettingBySuite)
            {
                text.Row([
                    Name(board, row), f.Suite, Percent(f.Before.Value), Percent(f.After.Value), Figure(f.Paired.Lost, "0"), Figure(f.Paired.Gained, "0"),
                    Words(f.Verdict)]);
            }
        }

        text.Line();
    }

    private static void Gaps(StringBuilder text, LeaderboardView board)
    {
        if (board.Rows.All(row => row.Gaps.Count == 0))
            return;
        text.Line("## Training examples against held-out items").Line();
        text.Row(["approach", "task", "on training examples", "on the suite", "gap"]);
        text.Row([.. Enumerable.Repeat("---", 5)]);
        foreach (var row in board.Rows)
        {
            foreach (var gap in row.Gaps)
                text.Row([Name(board, row), gap.Task, Percent(gap.OnTraining.Value), Percent(gap.OnSuite.Value), Percent(gap.Gap)]);
        }

        text.Line();
    }

    private static void Provenance(StringBuilder text, Experiment experiment)
    {
        text.Line("## Made from").Line();
        foreach (var input in experiment.Runs.SelectMany(run => run.Inputs).Distinct().OrderBy(input => input.Kind).ThenBy(input => input.Path, StringComparer.Ordinal))
            text.Line($"- {input.Path} `{input.Hash[..12]}`");
        text.Line($"- seeds {string.Join(", ", experiment.Spec.Seeds)}");
        foreach (var compute in experiment.Runs.Select(run => run.Compute).OfType<string>().Distinct(StringComparer.Ordinal))
            text.Line($"- {compute}");
    }

    private static string Words(Verdict verdict) => verdict switch
    {
        Verdict.Better => "gained",
        Verdict.Worse => "forgotten",
        _ => "not distinguishable",
    };

    private static string FirstLine(string? reason) => reason?.Split('\n')[0] ?? "no reason is known.";

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Percent(double share) => Figure(100 * share, "0.0");

    private static string Figure(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    private static StringBuilder Line(this StringBuilder text, string line = "") => text.Append(line).Append('\n');

    private static void Row(this StringBuilder text, IReadOnlyList<string> cells) =>
        text.Line($"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |");
}

using FineTuneLab.Core.Statistics;
using FineTuneLab.Evals.Suites;

namespace FineTuneLab.Evals.Decision;

/// <summary>Puts into sentences what speaks for a choice, what it costs and what the data cannot tell.</summary>
internal sealed class ReasonWriter(DecisionInput input, Leaderboard leaderboard, TaskScores task)
{
    public IReadOnlyList<Reason> Write(LeaderboardRow baseline, LeaderboardRow highest, LeaderboardRow choice, IReadOnlyList<LeaderboardRow> level)
    {
        var prompting = task.Rows.FirstOrDefault(row => !task.Tunes(row) && !task.Retrieves(row))!;
        var untuned = task.Rows.FirstOrDefault(row => !task.Tunes(row))!;
        var reasons = new List<Reason> { Prompting(baseline, prompting) };
        if (task.Rows.FirstOrDefault(row => !task.Tunes(row) && task.Retrieves(row)) is { } retrieval)
            reasons.Add(Retrieval(prompting, retrieval));
        if (task.Rows.FirstOrDefault(task.Tunes) is { } tuned)
            reasons.Add(Tuning(untuned, tuned));
        if (UpdatedFacts() is { } updated)
            reasons.Add(updated);
        if (level.Count > 1)
            reasons.Add(Level(highest, choice, level));
        if (choice.Forgetting.Count > 0)
            reasons.Add(Forgetting(choice));
        reasons.Add(Cost(choice, untuned));
        return [.. reasons, .. Caveats(choice)];
    }

    /// <summary>What the data cannot tell.</summary>
    public IReadOnlyList<Reason> Caveats(LeaderboardRow row)
    {
        var caveats = new List<string>();
        var detectable = task.Suites
            .Select(suite => (suite.Name, Power: row.Cells[suite.Name].AgainstBaseline?.Detectable ?? double.NaN))
            .Where(entry => !double.IsNaN(entry.Power)).ToList();
        if (detectable.Count > 0)
        {
            var coarsest = detectable.MaxBy(entry => entry.Power);
            caveats.Add($"Against plain asking, the smallest difference that the items would have shown four times in five is at most "
                + $"{Figures.Percent(coarsest.Power)} (suite {coarsest.Name}); smaller ones may be there unseen.");
        }

        var missing = row.Cells.Where(cell => cell.Value.Missing > 0).Select(cell => $"{cell.Value.Missing} of {cell.Key}").ToList();
        if (missing.Count > 0)
            caveats.Add($"Items without a score: {string.Join(", ", missing)}; they are left out, not counted as wrong.");
        if (input.Experiment.Seeds.Count == 1)
            caveats.Add("Each approach ran with one seed, so how much another seed would change is not known.");
        return caveats.Count == 0 ? [] : [new Reason("What is not known?", string.Join(' ', caveats), [Evidence(row)])];
    }

    public string ItemsThatWouldTell(TaskComparison comparison)
    {
        var needed = comparison.ItemsNeeded;
        return double.IsInfinity(needed)
            ? "no number of items tells apart what does not differ at all"
            : $"about {Figures.Number(needed, "0")} items would tell a difference of this size (there are {comparison.Difference.N})";
    }

    public static string Names(IEnumerable<LeaderboardRow> rows)
    {
        var names = rows.Select(row => row.Contender.Approach).ToList();
        return names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }

    private Reason Prompting(LeaderboardRow baseline, LeaderboardRow prompting)
    {
        if (prompting == baseline)
            return new Reason("Is prompting enough?", $"No prompt scores higher than asking plainly ({Figures.Percent(task.Mean(baseline))}).", [Evidence(baseline)]);
        var comparison = task.Compare(baseline, prompting);
        return new Reason("Is prompting enough?",
            $"The best prompt is {prompting.Contender.Approach} with {Figures.Percent(task.Mean(prompting))} over the task's suites, "
            + $"{Against(comparison)} asking plainly ({Figures.Percent(task.Mean(baseline))}).",
            [Evidence(baseline), Evidence(prompting)]);
    }

    private Reason Retrieval(LeaderboardRow prompting, LeaderboardRow retrieval)
    {
        var comparison = task.Compare(prompting, retrieval);
        var hits = retrieval.Retrieval.Select(hit => $"{hit.Suite} {hit.Hits} of {hit.Items}").ToList();
        var found = hits.Count == 0 ? "" : $" The answer stood in what was retrieved: {string.Join(", ", hits)}.";
        return new Reason("Does retrieval help?",
            $"Without tuning, {retrieval.Contender.Approach} reaches {Figures.Percent(task.Mean(retrieval))}, {Against(comparison)} "
            + $"{prompting.Contender.Approach}.{found}",
            [Evidence(prompting), Evidence(retrieval)]);
    }

    private Reason Tuning(LeaderboardRow untuned, LeaderboardRow tuned)
    {
        var comparison = task.Compare(untuned, tuned);
        var pays = comparison.Verdict is Verdict.Better ? "Tuning pays in quality" : "Tuning does not pay in quality here";
        return new Reason("Does tuning pay?",
            $"{pays}: the best tuned approach, {tuned.Contender.Approach}, reaches {Figures.Percent(task.Mean(tuned))}, {Against(comparison)} "
            + $"the best untuned one, {untuned.Contender.Approach}. It trained {Figures.Number(tuned.Cost.TrainableShare * 100, "0.#")} % of the parameters "
            + $"in {Figures.Seconds(tuned.Cost.TuningSeconds)}.",
            [Evidence(untuned), Evidence(tuned)]);
    }

    private Reason? UpdatedFacts()
    {
        var suites = task.Suites.Where(suite => suite.Role is SuiteRole.UpdatedFact).ToList();
        var closed = Best(suites, row => task.Tunes(row) && !task.Retrieves(row));
        var open = Best(suites, task.Retrieves);
        if (suites.Count == 0 || closed is null || open is null)
            return null;
        var comparison = task.Compare(closed, open, SuiteRole.UpdatedFact);
        return new Reason("Do facts change?",
            $"On facts that changed after the training set was written, {open.Contender.Approach} is {Against(comparison)} the best approach that tunes "
            + $"without retrieval, {closed.Contender.Approach}.",
            [.. suites.SelectMany(suite => new[] { Evidence(closed, suite.Name), Evidence(open, suite.Name) })]);
    }

    private LeaderboardRow? Best(List<JudgedSuite> suites, Func<LeaderboardRow, bool> wanted) => task.Rows
        .Where(wanted)
        .MaxBy(row => suites.Sum(suite => row.Cells[suite.Name].Primary.Value));

    private Reason Level(LeaderboardRow highest, LeaderboardRow choice, IReadOnlyList<LeaderboardRow> level)
    {
        if (choice == highest)
        {
            return new Reason("What else would do?", $"{Names(level.Where(row => row != choice))} cannot be told from it.",
                [.. level.Select(row => Evidence(row))]);
        }

        var comparison = task.Compare(choice, highest);
        return new Reason("Why not the highest?",
            $"{highest.Contender.Approach} is the highest with {Figures.Percent(task.Mean(highest))}, but cannot be told from {choice.Contender.Approach} "
            + $"({Figures.Points(comparison.Difference)}), which is simpler; {ItemsThatWouldTell(comparison)}.",
            [Evidence(choice), Evidence(highest)]);
    }

    private Reason Forgetting(LeaderboardRow choice)
    {
        var worse = choice.Forgetting.Where(forgetting => forgetting.Verdict is Verdict.Worse).ToList();
        var text = worse.Count == 0
            ? "On none of the retention suites is it distinguishably worse than the untouched base: "
            : $"It lost skills of the base on {worse.Count} of {choice.Forgetting.Count} retention suites; gentler settings, LoRA or replayed examples may keep them: ";
        var figures = choice.Forgetting.Select(forgetting =>
            $"{forgetting.Suite} {Figures.Percent(forgetting.Before.Value)} → {Figures.Percent(forgetting.After.Value)} "
            + $"({forgetting.Paired.Lost} items right → wrong, {forgetting.Paired.Gained} the other way)");
        return new Reason("What was forgotten?", $"{text}{string.Join(", ", figures)}.", [.. choice.Forgetting.Select(forgetting => Evidence(choice, forgetting.Suite))]);
    }

    private Reason Cost(LeaderboardRow choice, LeaderboardRow untuned)
    {
        var text = $"A query to {choice.Contender.Approach} takes {Figures.Number(choice.Cost.PromptTokens, "0")} prompt tokens and "
            + $"{Figures.Seconds(choice.Cost.LatencySeconds)}";
        if (choice == untuned)
            return new Reason("What does it cost?", text + ".", [Evidence(choice)]);

        var saved = untuned.Cost.LatencySeconds - choice.Cost.LatencySeconds;
        text += $", one to {untuned.Contender.Approach} {Figures.Number(untuned.Cost.PromptTokens, "0")} and {Figures.Seconds(untuned.Cost.LatencySeconds)}.";
        if (saved > 0 && choice.Cost.TuningSeconds > 0)
            text += $" The seconds spent on tuning are earned back after about {Figures.Number(Math.Ceiling(choice.Cost.TuningSeconds / saved), "0")} queries on this machine.";
        return new Reason("What does it cost?", text, [Evidence(choice), Evidence(untuned)]);
    }

    private static string Against(TaskComparison comparison) => comparison.Verdict switch
    {
        Verdict.Better => $"distinguishably better ({Figures.Points(comparison.Difference)}) than",
        Verdict.Worse => $"distinguishably worse ({Figures.Points(comparison.Difference)}) than",
        _ => $"not distinguishable ({Figures.Points(comparison.Difference)}) from",
    };

    private Evidence Evidence(LeaderboardRow row, string? suite = null) => new(
        row.Contender, suite, suite is null ? Figures.Percent(task.Mean(row)) : Figures.Share(row.Cells[suite].Primary),
        leaderboard.Row(row.Contender)?.RunIds ?? []);
}

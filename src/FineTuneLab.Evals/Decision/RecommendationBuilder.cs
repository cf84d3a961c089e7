using FineTuneLab.Core.Statistics;

namespace FineTuneLab.Evals.Decision;

/// <summary>Applies <see cref="Recommendation.Rules"/>: who is level with the highest, who of them is chosen, and the headline.</summary>
internal sealed class RecommendationBuilder
{
    private readonly TaskScores _task;
    private readonly ReasonWriter _reasons;

    public RecommendationBuilder(DecisionInput input, Leaderboard leaderboard)
    {
        _task = new TaskScores(input, leaderboard);
        _reasons = new ReasonWriter(input, leaderboard, _task);
    }

    public Recommendation Build()
    {
        if (_task.Suites.Count == 0)
            return new Recommendation(null, "No suite stands for the task: add a suite of the role target, paraphrase, updated-fact or format.", []);
        var baseline = _task.Rows.FirstOrDefault(row => row.IsBaseline);
        if (baseline is null || _task.Rows.Count < 2)
            return new Recommendation(null, "Nothing can be recommended yet: the untouched model and at least one other approach have to be scored on every suite of the task.", []);

        var highest = _task.Rows[0];
        var againstHighest = _task.CompareAll(highest, _task.Rows);
        if (highest.IsBaseline || againstHighest[baseline.Contender].Verdict is not Verdict.Better)
            return NotDistinguishable(baseline, highest);

        var level = _task.Rows.Where(row => row == highest || againstHighest[row.Contender].Verdict is not Verdict.Better).ToList();
        var choice = Simplest(level);
        return new Recommendation(choice.Contender, Headline(choice, highest, level), _reasons.Write(baseline, highest, choice, level));
    }

    private LeaderboardRow Simplest(IEnumerable<LeaderboardRow> level) => level
        .OrderBy(row => row.Forgetting.Count(forgetting => forgetting.Verdict is Verdict.Worse))
        .ThenBy(_task.Tunes)
        .ThenBy(_task.Retrieves)
        .ThenBy(row => row.Cost.PromptTokens)
        .First();

    private Recommendation NotDistinguishable(LeaderboardRow baseline, LeaderboardRow highest)
    {
        if (highest.IsBaseline)
        {
            return new Recommendation(baseline.Contender,
                $"Ask the model plainly ({baseline.Contender.Approach}): no approach scores higher ({Figures.Percent(_task.Mean(baseline))} over the task's suites).",
                _reasons.Caveats(baseline));
        }

        var comparison = _task.Compare(baseline, highest);
        return new Recommendation(null,
            $"Not distinguishable: the highest approach, {highest.Contender.Approach}, cannot be told from asking plainly "
            + $"({Figures.Points(comparison.Difference)}). Collect more items before deciding; {_reasons.ItemsThatWouldTell(comparison)}.",
            _reasons.Caveats(highest));
    }

    private string Headline(LeaderboardRow choice, LeaderboardRow highest, List<LeaderboardRow> level)
    {
        var mean = Figures.Percent(_task.Mean(choice));
        if (level.Count == 1)
            return $"Use {choice.Contender.Approach}: at {mean} over the task's suites it is distinguishably better than every other approach.";
        var others = ReasonWriter.Names(level.Where(row => row != choice));
        return choice == highest
            ? $"Use {choice.Contender.Approach}: at {mean} over the task's suites nothing is higher; {others} cannot be told from it and cost more."
            : $"Use {choice.Contender.Approach}: at {mean} over the task's suites it cannot be told from {others}, and it is the simplest of them.";
    }
}

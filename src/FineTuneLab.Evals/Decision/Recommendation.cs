namespace FineTuneLab.Evals.Decision;

/// <summary>What to do, why, and on what evidence.</summary>
/// <param name="Choice">Null when the evidence does not single one out.</param>
/// <param name="Headline">One sentence.</param>
/// <param name="Reasons">In the order in which the rules ask.</param>
public sealed record Recommendation(Contender? Choice, string Headline, IReadOnlyList<Reason> Reasons)
{
    /// <summary>The rules that a recommendation follows, to be shown beside it.</summary>
    public static IReadOnlyList<string> Rules { get; } =
    [
        "Approaches are compared by the mean of their primary scores over the suites that stand for the task (target, paraphrase, updated-fact and "
            + "format), every suite with the same weight, paired by item, and corrected for the number of comparisons.",
        "An approach that cannot be told from asking the untouched model plainly is not recommended; more items are asked for instead.",
        "Prompting comes first: among the approaches that cannot be told from the highest, the one that forgets on the fewest retention suites is "
            + "chosen, then one that is not tuned, then one without retrieval, then the one with the shortest prompts.",
        "Tuning is recommended only where it is distinguishably better than everything that does not tune.",
        "What a choice costs (skills lost, seconds, tokens) and what the data cannot tell is said beside it.",
    ];

    public static Recommendation Of(DecisionInput input, Leaderboard leaderboard) => new RecommendationBuilder(input, leaderboard).Build();
}

/// <param name="Question">What the rule asked: "Does tuning pay?"</param>
/// <param name="Text">The answer as a sentence, its figures included.</param>
public sealed record Reason(string Question, string Text, IReadOnlyList<Evidence> Evidence);

/// <summary>Where a figure comes from: the runs' pages show the items.</summary>
/// <param name="Suite">Null where the figure is over all of the task's suites.</param>
public sealed record Evidence(Contender Contender, string? Suite, string Figure, IReadOnlyList<string> RunIds);

using FineTuneLab.Core.Events;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Evals.Decision;
using FineTuneLab.Evals.Suites;

namespace FineTuneLab.Evals.Tests.Decision;

/// <summary>Experiments whose scores are made up, to see what is made of them.</summary>
internal static class DecisionSamples
{
    public static readonly ApproachSpec ZeroShot = new() { Name = "zero-shot" };
    public static readonly ApproachSpec FewShot = new() { Name = "few-shot", Prompt = new PromptSpec { Shots = 4 } };
    public static readonly ApproachSpec Rag = new() { Name = "rag", Retrieval = new RetrievalSpec { KnowledgeBase = "kb" } };
    public static readonly ApproachSpec Full = new() { Name = "full", Tuning = new TuningSpec { Recipe = TuningRecipe.Full, TrainingSet = "rows" } };

    public static readonly JudgedSuite Task = new("task", SuiteRole.Target, "", ["exact-match", "contains"], 100);
    public static readonly JudgedSuite Skill = new("skill", SuiteRole.Retention, "", ["exact-match"], 100);

    public static DecisionInput Input(params RunResult[] runs) => new()
    {
        Experiment = new ExperimentSpec { Name = "x", Models = ["model"], Suites = ["task", "skill"], Approaches = [ZeroShot, FewShot, Rag, Full] },
        Suites = [Task, Skill],
        Runs = runs,
    };

    public static Contender On(ApproachSpec approach) => new("model", approach.Name);

    /// <summary>A run that has the first so many of 100 items of each suite right; costs follow the approach's name.</summary>
    public static RunResult Run(ApproachSpec approach, int task, int skill, int promptTokens = 20, int seed = 1) =>
        Run(approach, [.. Scores("task", task, promptTokens), .. Scores("skill", skill, promptTokens)], seed);

    public static RunResult Run(ApproachSpec approach, IReadOnlyList<ItemScored> items, int seed = 1) => new(
        $"run-{approach.Name}-{seed}", On(approach), seed, items,
        new RunCost
        {
            TotalParameters = 1000,
            TrainableParameters = approach.Tuning is null ? 0 : 1000,
            TuningSeconds = approach.Tuning is null ? 0 : 30,
            WallSeconds = 40,
        },
        []);

    public static IEnumerable<ItemScored> Scores(string suite, int right, int promptTokens = 20, int items = 100) => Enumerable.Range(0, items).Select(i =>
        Item(suite, $"item-{i:000}", i < right ? 1 : 0, promptTokens));

    public static ItemScored Item(string suite, string item, double score, int promptTokens = 20) => new(
        $"{suite}/{item}", suite, item, "", new Dictionary<string, double> { ["exact-match"] = score, ["contains"] = 1 }, promptTokens, 3, 0.01, 1, "stop");
}

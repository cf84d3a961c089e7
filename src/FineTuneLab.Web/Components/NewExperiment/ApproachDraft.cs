using FineTuneLab.Core.Experiments;

namespace FineTuneLab.Web.Components.NewExperiment;

/// <summary>One approach while it is being put together in the form.</summary>
public sealed class ApproachDraft
{
    public required string Name { get; init; }

    /// <summary>What it does, in one line.</summary>
    public required string Meaning { get; init; }

    /// <summary>The untouched base: always part of an experiment, because every number is shown against it.</summary>
    public bool Required { get; init; }

    public bool Included { get; set; }

    public bool Instruction { get; init; }

    public bool UsesShots { get; init; }

    public int Shots { get; set; }

    public bool UsesRetrieval { get; init; }

    public string? KnowledgeBase { get; set; }

    public int TopK { get; set; } = 3;

    public TuningRecipe? Recipe { get; init; }

    public string? TrainingSet { get; set; }

    public double LearningRate { get; set; }

    public int Epochs { get; set; }

    public int BatchSize { get; set; } = 16;

    public int Layers { get; set; } = 1;

    public int Rank { get; set; } = 8;

    public double Alpha { get; set; } = 16;

    public ApproachSpec ToSpec() => new()
    {
        Name = Name,
        Prompt = new PromptSpec { Instruction = Instruction, Shots = UsesShots ? Shots : 0 },
        Retrieval = UsesRetrieval ? new RetrievalSpec { KnowledgeBase = KnowledgeBase ?? "", TopK = TopK } : null,
        Tuning = Recipe is { } recipe ? Tuning(recipe) : null,
    };

    private TuningSpec Tuning(TuningRecipe recipe) => new()
    {
        Recipe = recipe,
        TrainingSet = TrainingSet ?? "",
        WithRetrieval = UsesRetrieval,
        LearningRate = LearningRate,
        Epochs = Epochs,
        BatchSize = BatchSize,
        Layers = Layers,
        Rank = Rank,
        Alpha = Alpha,
    };

    /// <summary>The approaches to choose from, with settings that worked for small models: LoRA wants a higher rate and more epochs than full tuning.</summary>
    public static IReadOnlyList<ApproachDraft> Presets(string? knowledgeBase, string? trainingSet)
    {
        var hasKnowledge = knowledgeBase is not null;
        var hasTraining = trainingSet is not null;
        return
        [
            new() { Name = "zero-shot", Meaning = "The untouched base with the plain prompt.", Required = true, Included = true },
            new() { Name = "instructed", Meaning = "The suite's instruction before the item.", Instruction = true, Included = true },
            new() { Name = "few-shot", Meaning = "Worked examples before the item.", UsesShots = true, Shots = 4, Included = true },
            new() { Name = "rag", Meaning = "Passages from a knowledge base before the item.", UsesRetrieval = true, KnowledgeBase = knowledgeBase, Included = hasKnowledge },
            new() { Name = "full", Meaning = "Every parameter learns.", Recipe = TuningRecipe.Full, TrainingSet = trainingSet, LearningRate = 6e-4, Epochs = 3, Included = hasTraining },
            new() { Name = "partial", Meaning = "Only the last layers learn.", Recipe = TuningRecipe.Partial, TrainingSet = trainingSet, LearningRate = 1e-3, Epochs = 3, Included = hasTraining },
            new() { Name = "lora", Meaning = "Low-rank adapters learn; the base is frozen.", Recipe = TuningRecipe.Lora, TrainingSet = trainingSet, LearningRate = 2e-3, Epochs = 8, Included = hasTraining },
            new()
            {
                Name = "lora+rag", Meaning = "Adapters trained on prompts with passages, and passages when asked.", UsesRetrieval = true, KnowledgeBase = knowledgeBase,
                Recipe = TuningRecipe.Lora, TrainingSet = trainingSet, LearningRate = 2e-3, Epochs = 8, Included = hasKnowledge && hasTraining,
            },
        ];
    }
}

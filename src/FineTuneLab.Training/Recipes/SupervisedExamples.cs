using FineTuneLab.Core;
using FineTuneLab.Core.Runs;
using FineTuneLab.Training.Decoding;

namespace FineTuneLab.Training.Recipes;

/// <summary>One training row as token ids.</summary>
public sealed record TokenizedExample(string Id, int[] Prompt, int[] Completion)
{
    public int Length => Prompt.Length + Completion.Length;
}

/// <summary>Training rows, tokenized once.</summary>
public static class SupervisedExamples
{
    /// <exception cref="LabException">A row has no completion or is longer than the context; its id is named. Nothing is cut.</exception>
    public static IReadOnlyList<TokenizedExample> Tokenize(IReadOnlyList<TrainingExample> rows, PromptEncoder encoder, int contextLength) =>
        rows.Select(row => Tokenize(row, encoder, contextLength)).ToList();

    /// <summary>Row numbers of an epoch, in the order that seed and epoch determine.</summary>
    public static int[] Order(int count, int seed, int epoch)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(unchecked(seed * 1_000_003 + epoch)).Shuffle(order);
        return order;
    }

    private static TokenizedExample Tokenize(TrainingExample row, PromptEncoder encoder, int contextLength)
    {
        if (row.Completion.Length == 0)
            throw new LabException("the row has no completion, so there is nothing to learn from it.", $"training row '{row.Id}'", "Fill it in or remove the row.");
        var example = new TokenizedExample(row.Id, encoder.Prompt(row.Prompt), encoder.Continuation(row.Prompt, row.Completion));
        if (example.Prompt.Length == 0)
            throw new LabException("the prompt is empty and this tokenizer puts nothing before it.", $"training row '{row.Id}'", "Give a prompt.");
        if (example.Length > contextLength)
            throw new LabException($"prompt and completion have {example.Length} tokens, the model's context is {contextLength}.", $"training row '{row.Id}'", "Shorten or remove the row; nothing is cut silently.");
        return example;
    }
}

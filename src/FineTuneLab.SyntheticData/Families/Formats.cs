using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>How the families draw among the prompt formats.</summary>
internal static class Formats
{
    private static readonly double[] ReadingShares = [0.6, 0.14, 0.12, 0.14];

    private static readonly string[] PlainInstructions =
    [
        "Answer the question from the context.", "Answer the question from the passages.", "Answer the question.",
        "Read the text and answer the question.", "Use the passages to answer the question.", "Give a short answer.",
        "Answer the question of the customer from the articles.",
    ];

    public static ReadingFormat Draw(Rng rng) => PromptFormats.Reading[rng.Weighted(ReadingShares)];

    /// <summary>An instruction that leaves the answer as it would be without.</summary>
    public static string PlainInstruction(Rng rng) => rng.Pick(PlainInstructions);
}

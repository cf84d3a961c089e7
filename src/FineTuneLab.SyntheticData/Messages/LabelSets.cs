using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Messages;

/// <summary>Topics and the labels that they go by in one document.</summary>
public static class LabelSets
{
    public static readonly IReadOnlyList<Topic> AllTopics = [.. Errands.All, .. EverydayTopics.All];

    /// <summary>Different labels: invented names, or everyday words that have nothing to do with the topic.</summary>
    public static string[] Arbitrary(Rng rng, Split split, int count) =>
        rng.Chance(0.4) ? InventedNames.Names(rng, split, count) : rng.Sample(WordLists.Labels, count);

    public static Topic[] Topics(Rng rng, int count) => rng.Sample(rng.Chance(0.5) ? AllTopics : Errands.All, count);
}

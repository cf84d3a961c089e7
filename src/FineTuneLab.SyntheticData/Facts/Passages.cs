using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>Facts as running text.</summary>
public static class Passages
{
    /// <summary>One entity's facts in random order, now and then with a sentence beside the point.</summary>
    public static string Of(Rng rng, Split split, IEnumerable<Fact> facts, double fillerChance = 0.15)
    {
        var sentences = rng.Shuffled(facts).Select(fact => fact.Statement(rng)).ToList();
        if (rng.Chance(fillerChance))
            sentences.Insert(rng.Below(sentences.Count + 1), Fillers.Sentence(rng, split));
        return string.Join(' ', sentences);
    }

    /// <summary>All entities' facts in one text: entity after entity, or all sentences shuffled.</summary>
    public static string Together(Rng rng, Split split, IReadOnlyList<Fact[]> groups) =>
        rng.Chance(0.2)
            ? Of(rng, split, groups.SelectMany(group => group))
            : string.Join(' ', groups.Select(group => Of(rng, split, group)));
}

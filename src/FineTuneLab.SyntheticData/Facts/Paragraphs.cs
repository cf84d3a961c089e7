using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>
/// What a search brings back: paragraphs out of articles on entities of one kind, all describing the same attributes. Several may be
/// of one article, so a question has to be told from the paragraph's subject and from what it says.
/// </summary>
public static class Paragraphs
{
    private static readonly double[] ArticleShares = [0.35, 0.25, 0.4];
    private static readonly double[] FactShares = [0.3, 0.5, 0.2];

    /// <summary>The facts of each of <paramref name="count"/> paragraphs, in random order.</summary>
    public static Fact[][] Draw(Rng rng, Split split, int count) =>
        Draw(rng, split, rng.Pick(FactCatalogue.Kinds), count, articles: Math.Min(count, 1 + rng.Weighted(ArticleShares)), facts: 1 + rng.Weighted(FactShares));

    /// <param name="articles">Entities that the paragraphs are drawn from.</param>
    /// <param name="facts">Most facts a paragraph; fewer where the kind has not attributes enough.</param>
    public static Fact[][] Draw(Rng rng, Split split, FactKind kind, int count, int articles, int facts)
    {
        var paragraphsEach = (count + articles - 1) / articles;
        var factsEach = Math.Min(paragraphsEach * facts, kind.Attributes.Count);
        var size = Math.Max(1, factsEach / paragraphsEach);
        var all = FactGroups.Alike(rng, split, kind, articles, factsEach).SelectMany(group => rng.Shuffled(group).Chunk(size)).ToArray();
        return rng.Sample(all, Math.Min(count, all.Length));
    }
}

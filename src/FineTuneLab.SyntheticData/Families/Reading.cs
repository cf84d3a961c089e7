using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>
/// Reading comprehension at large: one to four entities with one to three attributes each, alike or not, as running text,
/// shuffled sentences, numbered passages or paragraphs that a search might bring, with sentences beside the point, and up to three questions.
/// </summary>
public sealed class Reading : IDocumentFamily
{
    private static readonly double[] EntityShares = [0.25, 0.25, 0.35, 0.15];
    private static readonly double[] AttributeShares = [0.5, 0.3, 0.2];

    public string Name => "reading";

    public Document Write(Rng rng, Split split)
    {
        var (numbered, groups) = Groups(rng, split);
        var writer = new DocumentWriter();
        if (rng.Chance(0.2))
            writer.Context(PromptFormats.Instruction(Formats.PlainInstruction(rng)));

        var format = numbered ? PromptFormats.Plain : Formats.Draw(rng);
        writer.Context(numbered
            ? PromptFormats.Passages(groups.Select(group => Passages.Of(rng, split, group)))
            : format.Given(Passages.Together(rng, split, groups)));

        var facts = groups.SelectMany(group => group).ToArray();
        foreach (var fact in rng.Sample(facts, Math.Min(facts.Length, rng.Between(1, 3))))
            writer.Context(format.Ask(fact.Question(rng))).Answer(fact.Value);
        return writer.Done();
    }

    private static (bool Numbered, Fact[][] Groups) Groups(Rng rng, Split split)
    {
        if (rng.Chance(0.4))
            return (true, Paragraphs.Draw(rng, split, rng.Between(2, 4)));
        var entities = 1 + rng.Weighted(EntityShares);
        var attributes = 1 + rng.Weighted(AttributeShares);
        var groups = rng.Chance(0.6) ? FactGroups.Alike(rng, split, entities, attributes) : FactGroups.Mixed(rng, split, entities, attributes);
        return (entities > 1 && rng.Chance(0.25), groups);
    }
}

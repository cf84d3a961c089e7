using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>
/// Two to four entities with the SAME attribute, and a question about every one: the document that teaches to bind a value
/// to its entity, because nothing but the entity's name tells the answers apart.
/// </summary>
public sealed class SameAttribute : IDocumentFamily
{
    private static readonly double[] EntityShares = [0.35, 0.4, 0.25];

    public string Name => "same-attribute";

    public Document Write(Rng rng, Split split)
    {
        var facts = FactGroups.Alike(rng, split, 2 + rng.Weighted(EntityShares), 1).Select(group => group[0]).ToArray();
        var statements = facts.Select(fact => fact.Statement(rng)).ToArray();
        var writer = new DocumentWriter();
        var numbered = rng.Chance(0.45);
        if (rng.Chance(0.2))
            writer.Context(PromptFormats.Instruction(Formats.PlainInstruction(rng)));

        var format = numbered ? PromptFormats.Plain : Formats.Draw(rng);
        writer.Context(numbered ? PromptFormats.Passages(statements) : format.Given(string.Join(' ', statements)));
        foreach (var fact in rng.Shuffled(facts))
            writer.Context(format.Ask(fact.Question(rng))).Answer(fact.Value);
        return writer.Done();
    }
}

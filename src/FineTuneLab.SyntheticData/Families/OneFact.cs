using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>A context of one entity and one question: the plainest reading comprehension.</summary>
public sealed class OneFact : IDocumentFamily
{
    public string Name => "one-fact";

    public Document Write(Rng rng, Split split)
    {
        var fact = FactGroups.One(rng, split);
        var context = fact.Statement(rng);
        if (rng.Chance(0.3))
            context = rng.Chance(0.5) ? $"{context} {Fillers.Sentence(rng, split)}" : $"{Fillers.Sentence(rng, split)} {context}";

        var format = Formats.Draw(rng);
        var writer = new DocumentWriter();
        if (rng.Chance(0.15))
            writer.Context(PromptFormats.Instruction(Formats.PlainInstruction(rng)));
        return writer.Context(format.Given(context) + format.Ask(fact.Question(rng))).Answer(fact.Value).Done();
    }
}

using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>
/// Questions answered in a house style that an instruction names, that examples show, or both: with one context, or with
/// several passages of the same attribute.
/// </summary>
public sealed class Style : IDocumentFamily
{
    public string Name => "style";

    public Document Write(Rng rng, Split split)
    {
        var style = StyleTask.Draw(rng, split);
        var told = rng.Chance(0.8);
        var prompts = told ? rng.Between(1, 2) : rng.Between(2, 4);
        var writer = new DocumentWriter();
        if (told)
            writer.Context(PromptFormats.Instruction(style.Instruction(rng)));

        for (var i = 0; i < prompts; i++)
        {
            var (given, fact) = Prompt(rng, split, told);
            writer.Context(given + PromptFormats.Question(fact.Question(rng)));
            // Nothing tells the style of a first example.
            writer.Answer(style.Apply(fact.Value), told || i > 0 ? LossWeights.Answer : LossWeights.None);
        }

        return writer.Done();
    }

    private static (string Given, Fact Fact) Prompt(Rng rng, Split split, bool severalAllowed)
    {
        if (severalAllowed && rng.Chance(0.35))
        {
            var paragraphs = Paragraphs.Draw(rng, split, rng.Between(2, 3));
            return (PromptFormats.Passages(paragraphs.Select(facts => Passages.Of(rng, split, facts))), rng.Pick(rng.Pick(paragraphs)));
        }

        var entities = severalAllowed ? rng.Between(1, 3) : 1;
        var groups = FactGroups.Alike(rng, split, entities, rng.Chance(0.75) ? 1 : 2);
        var given = entities > 1 && rng.Chance(0.7)
            ? PromptFormats.Passages(groups.Select(group => Passages.Of(rng, split, group)))
            : PromptFormats.Plain.Given(Passages.Together(rng, split, groups));
        return (given, rng.Pick(rng.Pick(groups)));
    }
}

using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>The same question answered in the form that an instruction asks for: a sentence, brackets, JSON, or plain.</summary>
public sealed class AnswerForm : IDocumentFamily
{
    public string Name => "answer-form";

    public Document Write(Rng rng, Split split)
    {
        var entities = rng.Between(1, 3);
        var groups = FactGroups.Alike(rng, split, entities, 1);
        var statements = groups.Select(group => group[0].Statement(rng)).ToArray();
        var chosen = rng.Below(entities);
        var fact = groups[chosen][0];
        var (instruction, answer) = rng.Below(4) switch
        {
            0 => ("Answer in a full sentence.", statements[chosen]),
            1 => ("Answer in brackets.", $"[{fact.Value}]"),
            2 => ("Answer as JSON.", $"{{\"answer\": \"{fact.Value}\"}}"),
            _ => ("Give a short answer.", fact.Value),
        };
        var given = entities > 1 && rng.Chance(0.6)
            ? PromptFormats.Passages(statements)
            : PromptFormats.Plain.Given(string.Join(' ', statements));
        return new DocumentWriter()
            .Context(PromptFormats.Instruction(instruction) + given + PromptFormats.Question(fact.Question(rng)))
            .Answer(answer)
            .Done();
    }
}

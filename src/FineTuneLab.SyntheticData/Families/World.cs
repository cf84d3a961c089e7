using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>World facts, asked without a context or stated.</summary>
public sealed class World : IDocumentFamily
{
    public string Name => "world-facts";

    public Document Write(Rng rng, Split split)
    {
        var writer = new DocumentWriter();
        foreach (var fact in rng.Sample(WorldFactList.All, rng.Between(2, 4)))
        {
            if (rng.Chance(0.35))
            {
                var cut = fact.Statement.IndexOf(" {0}", StringComparison.Ordinal);
                writer.Context(fact.Statement[..cut]).Add(" " + fact.Answer, LossWeights.Answer).Add(fact.Statement[(cut + 4)..] + "\n", LossWeights.End);
            }
            else
            {
                writer.Context(Formats.Draw(rng).Ask(rng.Pick(fact.Questions))).Answer(fact.Answer);
            }
        }

        return writer.Done();
    }
}

using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Messages;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>A customer's message and the agent's usual reply.</summary>
public sealed class Dialogue : IDocumentFamily
{
    public string Name => "dialogue";

    public Document Write(Rng rng, Split split)
    {
        var errand = rng.Pick(Errands.All);
        return new DocumentWriter().Context($"Customer: {errand.Message(rng, split)}\nAgent:").Answer(errand.Agent).Done();
    }
}

using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Documents;

/// <summary>A kind of document: given a source of chance, writes one. Never returns the same object twice, holds no state.</summary>
public interface IDocumentFamily
{
    /// <summary>Lower case, hyphens; as listed in the model card.</summary>
    string Name { get; }

    Document Write(Rng rng, Split split);
}

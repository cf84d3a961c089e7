using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Documents;

/// <summary>Families and how often each is drawn (by documents, not tokens; the shares need not sum to 1).</summary>
public sealed class Mixture
{
    private readonly double[] _shares;

    public Mixture(params (IDocumentFamily Family, double Share)[] parts)
    {
        if (parts.Length == 0 || parts.Any(part => part.Share <= 0))
            throw new ArgumentException("A mixture needs families, each with a share above 0.", nameof(parts));
        Parts = parts;
        _shares = [.. parts.Select(part => part.Share)];
    }

    public IReadOnlyList<(IDocumentFamily Family, double Share)> Parts { get; }

    public Document Write(Rng rng, Split split = Split.Train) => Parts[rng.Weighted(_shares)].Family.Write(rng, split);
}

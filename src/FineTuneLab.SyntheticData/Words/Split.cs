using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.SyntheticData.Words;

/// <summary>Which side of the hash split a name, a sum or a phrasing is drawn from.</summary>
public enum Split
{
    /// <summary>May appear in the pre-training corpus.</summary>
    Train,

    /// <summary>Never appears in the pre-training corpus: what probes and suites are made of.</summary>
    HeldOut,
}

/// <summary>One word in ten is held out, by its hash, so that the two sides cannot meet whatever the seed.</summary>
public static class SplitRule
{
    public static Split Of(string text) => StableHash.Of(text) % 10 == 0 ? Split.HeldOut : Split.Train;
}

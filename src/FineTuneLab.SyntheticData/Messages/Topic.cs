using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Messages;

/// <summary>What a message is about, and the sentences that say it.</summary>
/// <param name="Name">One word, lower case.</param>
/// <param name="Phrasings">Patterns that the pre-training corpus uses.</param>
/// <param name="HeldOutPhrasings">Patterns that it never uses: for suites that ask whether a phrasing not met before is understood.</param>
/// <param name="Agent">The agent's usual reply; empty for topics that are no errand.</param>
public sealed record Topic(
    string Name, IReadOnlyList<string> Phrasings, IReadOnlyList<string> HeldOutPhrasings, string Agent = "")
{
    /// <summary>An errand of a support desk, as against a topic of everyday talk.</summary>
    public bool IsErrand => Agent.Length > 0;

    /// <summary>A message on this topic; names in it come from <paramref name="names"/>.</summary>
    public string Message(Rng rng, Split names, Split phrasing = Split.Train)
    {
        var patterns = phrasing == Split.Train ? Phrasings : HeldOutPhrasings;
        var core = Alternatives.Expand(rng, rng.Pick(patterns), names);
        return IsErrand ? Courtesies.Around(rng, core, names) : core;
    }
}

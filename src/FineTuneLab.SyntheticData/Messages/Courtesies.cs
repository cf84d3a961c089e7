using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Messages;

/// <summary>What people say before and after their errand.</summary>
internal static class Courtesies
{
    private static readonly string[] Before = ["", "", "", "", "Hello, ", "Hi, ", "Excuse me. ", "Good morning. ", "Please help. "];

    private static readonly string[] After =
    [
        "", "", "", "", " Thank you.", " It is urgent.", " Please answer soon.", " I have been a client for years.", " I live in {NAME}.",
    ];

    public static string Around(Rng rng, string core, Split split)
    {
        var before = rng.Pick(Before);
        var after = Alternatives.Expand(rng, rng.Pick(After), split);
        var joined = before.EndsWith(", ", StringComparison.Ordinal) && !core.StartsWith("I ", StringComparison.Ordinal)
            ? char.ToLowerInvariant(core[0]) + core[1..]
            : core;
        return before + joined + after;
    }
}

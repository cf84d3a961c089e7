using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.SyntheticData.Words;

/// <summary>Names of two or three invented syllables ("Norvik", "Thustorje"), about 4 tokens each: facts about them cannot be known.</summary>
public static class InventedNames
{
    private static readonly string[] Onsets = WordLists.Split("b br c d dr f g gl h j k l m n p r s st t th tr v w z sh gr pl");
    private static readonly string[] Nuclei = WordLists.Split("a e i o u ai ee ou ar or er");
    private static readonly string[] Codas = ["", "", "n", "l", "r", "s", "k", "m", "t", "x", "nd", "sk"];

    /// <summary>A capitalised name from one side of the split.</summary>
    public static string Name(Rng rng, Split split)
    {
        while (true)
        {
            var name = Any(rng);
            if (SplitRule.Of(name) == split)
                return name;
        }
    }

    /// <summary>Different names from one side of the split.</summary>
    public static string[] Names(Rng rng, Split split, int count)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (names.Count < count)
            names.Add(Name(rng, split));
        return [.. names];
    }

    /// <summary>An invented word in lower case, from one side of the split (of its capitalised form).</summary>
    public static string Word(Rng rng, Split split) => Name(rng, split).ToLowerInvariant();

    private static string Any(Rng rng)
    {
        var syllables = rng.Chance(0.75) ? 2 : 3;
        var name = "";
        for (var i = 0; i < syllables; i++)
        {
            var closed = i == syllables - 1 || rng.Chance(0.3);
            name += rng.Pick(Onsets) + rng.Pick(Nuclei) + (closed ? rng.Pick(Codas) : "");
        }

        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}

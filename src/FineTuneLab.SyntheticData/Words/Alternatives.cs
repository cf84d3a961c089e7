using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.SyntheticData.Words;

/// <summary>Text patterns: <c>{a|b|c}</c> becomes one of its alternatives, <c>{COLOR}</c> and the like a word of that list.</summary>
public static class Alternatives
{
    private static readonly Dictionary<string, string[]> Lists = new(StringComparer.Ordinal)
    {
        ["COLOR"] = WordLists.Colors,
        ["FOOD"] = WordLists.Foods,
        ["JOB"] = WordLists.Jobs,
        ["PET"] = WordLists.Pets,
        ["DAY"] = WordLists.Days,
        ["PRODUCT"] = WordLists.Products,
        ["THING"] = WordLists.Things,
        ["PLACE"] = WordLists.Places,
    };

    /// <exception cref="FormatException">A brace is left open, or names no list.</exception>
    public static string Expand(Rng rng, string pattern, Split split)
    {
        var text = pattern;
        while (true)
        {
            var open = text.IndexOf('{', StringComparison.Ordinal);
            if (open < 0)
                return text;
            var close = text.IndexOf('}', open);
            if (close < 0)
                throw new FormatException($"A brace is left open in the pattern '{pattern}'.");
            text = text[..open] + Choose(rng, text[(open + 1)..close], split) + text[(close + 1)..];
        }
    }

    private static string Choose(Rng rng, string body, Split split)
    {
        if (body.Contains('|', StringComparison.Ordinal))
            return rng.Pick(body.Split('|'));
        if (Lists.TryGetValue(body, out var words))
            return rng.Pick(words);
        return body switch
        {
            "NAME" => InventedNames.Name(rng, split),
            "NUMBER" => Numbers.Small(rng),
            _ => throw new FormatException($"No word list is called '{body}'."),
        };
    }
}

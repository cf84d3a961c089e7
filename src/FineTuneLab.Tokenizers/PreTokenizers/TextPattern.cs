using System.Text.RegularExpressions;
using FineTuneLab.Tokenizers.Json;

namespace FineTuneLab.Tokenizers.PreTokenizers;

/// <summary>What a tokenizer.json looks for in text: a string or a regular expression.</summary>
/// <remarks>
/// .NET's engine sees a character outside the basic plane as two surrogates, which belong to no class of letters. Such a text is
/// matched through a shadow: each of those characters stands as one private-use or like character of the same Unicode category.
/// </remarks>
internal sealed class TextPattern
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(30);

    private readonly string? _literal;
    private readonly Regex? _regex;

    private TextPattern(string? literal, Regex? regex)
    {
        _literal = literal;
        _regex = regex;
    }

    public static TextPattern Read(JsonPart pattern)
    {
        if (pattern.OptionalText("String") is { } literal)
        {
            return literal.Length > 0 ? new(literal, null) : throw pattern.Wrong("is an empty string, which would match everywhere");
        }

        var source = pattern.OptionalText("Regex") ?? throw pattern.Unsupported("a pattern that is neither 'String' nor 'Regex'");
        try
        {
            return new(null, new Regex(source, RegexOptions.CultureInvariant | RegexOptions.Compiled, MatchTimeout));
        }
        catch (ArgumentException error)
        {
            throw pattern.Unsupported($"the regular expression '{source}' ({error.Message})");
        }
    }

    /// <summary>Non-empty matches in order, not overlapping.</summary>
    public List<TextSpan> Matches(string text) => _literal is null ? RegexMatches(text) : LiteralMatches(text);

    private List<TextSpan> LiteralMatches(string text)
    {
        var matches = new List<TextSpan>();
        for (var at = text.IndexOf(_literal!, StringComparison.Ordinal); at >= 0; at = text.IndexOf(_literal!, at + _literal!.Length, StringComparison.Ordinal))
        {
            matches.Add(new(at, _literal!.Length));
        }

        return matches;
    }

    private List<TextSpan> RegexMatches(string text)
    {
        var matches = new List<TextSpan>();
        var places = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 ? CategoryShadow.Of(text) : null;
        foreach (var match in _regex!.EnumerateMatches(places?.Text ?? text))
        {
            if (match.Length == 0)
            {
                continue;
            }

            var start = places?.Places[match.Index] ?? match.Index;
            var end = places?.Places[match.Index + match.Length] ?? match.Index + match.Length;
            matches.Add(new(start, end - start));
        }

        return matches;
    }
}

using FineTuneLab.Core;
using FineTuneLab.Core.Runs;

namespace FineTuneLab.Evals.Scoring;

/// <summary>
/// What is right. A scorer is a pure function of the output, the expected answer and, for two of them, the house style;
/// each gives 1 or 0. Outputs and expected answers are compared without the space around them.
/// </summary>
public static class Scorers
{
    /// <summary>The output is the expected answer, letter by letter.</summary>
    public const string ExactMatch = "exact-match";

    /// <summary>The output is the expected answer, upper and lower case aside.</summary>
    public const string ExactMatchIgnoringCase = "exact-match-ignoring-case";

    /// <summary>The expected answer stands in the output as whole words, upper and lower case aside.</summary>
    public const string Contains = "contains";

    /// <summary>The output is the expected label, case and a full stop at the end aside.</summary>
    public const string Label = "label";

    /// <summary>The output begins and ends as the house style says.</summary>
    public const string HouseStyle = "house-style";

    /// <summary>In the house style and with the expected answer in it.</summary>
    public const string StyledAnswer = "styled-answer";

    private delegate bool Rule(string output, string expected, StyleRule? style);

    // A scorer whose meaning changes takes a new version: scores made by the old one are then not reused.
    private static readonly Dictionary<string, (int Version, Rule Rule)> Known = new(StringComparer.Ordinal)
    {
        [ExactMatch] = (1, (output, expected, _) => output == expected),
        [ExactMatchIgnoringCase] = (1, (output, expected, _) => output.Equals(expected, StringComparison.OrdinalIgnoreCase)),
        [Contains] = (1, (output, expected, _) => ContainsWords(output, expected)),
        [Label] = (1, (output, expected, _) => output.TrimEnd('.').Equals(expected.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)),
        [HouseStyle] = (1, (output, _, style) => InStyle(output, style)),
        [StyledAnswer] = (1, (output, expected, style) => InStyle(output, style) && ContainsWords(output, expected)),
    };

    public static IReadOnlyCollection<string> Names => Known.Keys;

    public static bool NeedsStyle(string name) => name is HouseStyle or StyledAnswer;

    /// <summary>"name@version", the part of a score's key that says how it was judged.</summary>
    public static string Versioned(string name) => $"{name}@{Find(name).Version}";

    /// <returns>1 or 0.</returns>
    /// <exception cref="LabException">There is no such scorer, or it needs a style and none is given.</exception>
    public static double Score(string name, string output, string expected, StyleRule? style = null) =>
        Find(name).Rule(output.Trim(), expected.Trim(), style) ? 1 : 0;

    /// <summary>All scorers of a request: name → 1 or 0.</summary>
    public static IReadOnlyDictionary<string, double> Score(ScoreRequest request, string output) =>
        request.Scorers.ToDictionary(name => name, name => Score(name, output, request.Expected, request.Style), StringComparer.Ordinal);

    private static (int Version, Rule Rule) Find(string name) => Known.TryGetValue(name, out var known)
        ? known
        : throw new LabException($"there is no scorer \"{name}\".", mend: $"There is: {string.Join(", ", Known.Keys)}.");

    private static bool InStyle(string output, StyleRule? style)
    {
        if (style is null)
            throw new LabException("the scorers house-style and styled-answer need to be told the style.", mend: "Write `style` in the suite.");
        return output.StartsWith(style.BeginsWith, StringComparison.Ordinal) && output.EndsWith(style.EndsWith, StringComparison.Ordinal);
    }

    // Whole words: "4 dollars" is not in "14 dollars".
    private static bool ContainsWords(string output, string expected)
    {
        for (var at = 0; (at = output.IndexOf(expected, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + expected.Length;
            var opens = at == 0 || !char.IsLetterOrDigit(output[at - 1]) || !char.IsLetterOrDigit(output[at]);
            var closes = end == output.Length || !char.IsLetterOrDigit(output[end]) || !char.IsLetterOrDigit(output[end - 1]);
            if (expected.Length > 0 && opens && closes)
                return true;
            if (expected.Length == 0)
                return false;
        }

        return false;
    }
}

using System.Text;
using System.Text.RegularExpressions;
using FineTuneLab.Core;

namespace FineTuneLab.Evals.Suites;

/// <summary>Text with <c>{{field}}</c> places. There is nothing else to it: what is written is what the model reads.</summary>
public sealed partial class Template
{
    private readonly (string Text, string? Field)[] _parts;

    private Template(string source, (string, string?)[] parts)
    {
        Source = source;
        _parts = parts;
        Fields = [.. parts.Select(part => part.Item2).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    public string Source { get; }

    /// <summary>The fields that the text asks for, in order.</summary>
    public IReadOnlyList<string> Fields { get; }

    /// <exception cref="LabException">A "{{" or "}}" stands alone.</exception>
    public static Template Parse(string source, string where)
    {
        var parts = new List<(string, string?)>();
        var at = 0;
        foreach (Match place in Place().Matches(source))
        {
            parts.Add((source[at..place.Index], place.Groups[1].Value));
            at = place.Index + place.Length;
        }

        parts.Add((source[at..], null));
        if (parts.Any(part => part.Item1.Contains("{{", StringComparison.Ordinal) || part.Item1.Contains("}}", StringComparison.Ordinal)))
            throw new LabException("a \"{{\" or \"}}\" stands alone in the template.", where, "Write places as {{field}}, with letters, digits, - and _.");
        return new Template(source, [.. parts]);
    }

    /// <exception cref="LabException">A field is missing.</exception>
    public string Render(IReadOnlyDictionary<string, string> fields, string where)
    {
        var text = new StringBuilder();
        foreach (var (before, field) in _parts)
        {
            text.Append(before);
            if (field is null)
                continue;
            text.Append(fields.TryGetValue(field, out var value)
                ? value
                : throw new LabException($"the template asks for `{field}`, which is not there.", where, $"Add `{field}`; there is: {string.Join(", ", fields.Keys)}."));
        }

        return text.ToString();
    }

    public override string ToString() => Source;

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_-]+)\s*\}\}")]
    private static partial Regex Place();
}

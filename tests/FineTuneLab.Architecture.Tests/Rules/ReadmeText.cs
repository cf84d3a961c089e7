using System.Text.RegularExpressions;

namespace FineTuneLab.Architecture.Tests.Rules;

/// <summary>What a Markdown page promises: commands of <c>lab</c>, and files whose path stands on their fence.</summary>
internal sealed partial class ReadmeText(string markdown)
{
    /// <summary>Every <c>lab …</c> in a code span or a fenced block of bash, as its words after <c>lab</c>.</summary>
    public IReadOnlyList<string[]> Commands =>
        [.. Code().Select(code => Command().Match(code)).Where(match => match.Success).Select(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    public IReadOnlyList<(string Path, string Content)> Files =>
        [.. FileFence().Matches(markdown).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    /// <summary>Options written in a code span of their own, as in the table of verbs: the verb of that line, and the option.</summary>
    public IReadOnlyList<(string Verb, string Option)> OptionsBesideVerbs =>
    [
        .. from line in markdown.Split('\n')
           let spans = Span().Matches(line).Select(match => match.Groups[1].Value).ToList()
           from span in spans
           where span.StartsWith("--", StringComparison.Ordinal)
           let command = spans.Select(code => Command().Match(code)).First(match => match.Success)
           select (command.Groups[1].Value.Split(' ')[0], span),
    ];

    private IEnumerable<string> Code() =>
        Span().Matches(markdown).Select(match => match.Groups[1].Value)
            .Concat(BashFence().Matches(markdown).SelectMany(match => match.Groups[1].Value.Split('\n')));

    [GeneratedRegex(@"(?<!`)`([^`\n]+)`(?!`)")]
    private static partial Regex Span();

    [GeneratedRegex(@"^(?:\./)?lab ([^#…\[]+)")]
    private static partial Regex Command();

    [GeneratedRegex("^```bash\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex BashFence();

    [GeneratedRegex("^```[a-z]+ (\\S+)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex FileFence();
}

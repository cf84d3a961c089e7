using FineTuneLab.Evals.Scoring;
using FineTuneLab.Evals.Suites;

namespace FineTuneLab.Evals.Tests;

/// <summary>Small suites made in memory.</summary>
internal static class Samples
{
    public static Suite Suite(string name, string template, SuiteRole role = SuiteRole.Target, IReadOnlyList<string>? labels = null) => new()
    {
        Name = name,
        Role = role,
        Description = "",
        Licence = "CC0-1.0",
        Hash = name,
        Items = [],
        Examples = [],
        Template = Template.Parse(template, name),
        Scorers = [Scorers.ExactMatch],
        Labels = labels ?? [],
        MaxTokens = 8,
        Stop = ["\n"],
    };

    public static SuiteItem Item(string id, string input, string expected) =>
        new(id, new Dictionary<string, string>(StringComparer.Ordinal) { ["input"] = input }, expected, []);
}

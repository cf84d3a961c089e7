namespace FineTuneLab.Web.Tests.Site;

/// <summary>How often an approach is right on a suite, in the scripted worker's world. Test data: nothing of it is shipped or shown as a result.</summary>
internal static class ScriptedSkill
{
    public static readonly IReadOnlyList<string> WrongAnswers = ["Tainas", "Sibran", "7 dollars", "9 years", "", "<b>in Bornholm</b>"];

    private static readonly Dictionary<string, double> Base = new()
    {
        ["reading-one"] = 0.99, ["reading-three"] = 0.93, ["sums"] = 0.95, ["world-facts"] = 0.98,
    };

    private static readonly Dictionary<string, Dictionary<string, double>> Learned = new()
    {
        ["instructed"] = new() { ["routing"] = 0.93, ["routing-paraphrase"] = 0.74, ["house-style"] = 0.68 },
        ["few-shot"] = new() { ["routing"] = 0.46, ["routing-paraphrase"] = 0.37, ["house-style"] = 0.3 },
        ["rag"] = new() { ["facts"] = 0.9, ["updated-facts"] = 0.9 },
        ["instructed-rag"] = new() { ["facts"] = 0.88, ["updated-facts"] = 0.89, ["house-style"] = 0.44, ["routing"] = 0.9, ["routing-paraphrase"] = 0.7 },
        ["full"] = new() { ["routing"] = 0.97, ["routing-paraphrase"] = 0.88, ["facts"] = 0.9, ["house-style"] = 0.5, ["reading-three"] = 0.82, ["sums"] = 0.8, ["world-facts"] = 0.9 },
        ["partial"] = new() { ["routing"] = 0.94, ["routing-paraphrase"] = 0.8, ["facts"] = 0.5, ["house-style"] = 0.33, ["reading-three"] = 0.88, ["sums"] = 0.88, ["world-facts"] = 0.94 },
        ["lora"] = new() { ["routing"] = 0.97, ["routing-paraphrase"] = 0.87, ["facts"] = 0.86, ["house-style"] = 0.48, ["reading-one"] = 0.9, ["reading-three"] = 0.78, ["sums"] = 0.6, ["world-facts"] = 0.72 },
        ["lora+rag"] = new() { ["routing"] = 0.96, ["routing-paraphrase"] = 0.86, ["facts"] = 0.9, ["updated-facts"] = 0.88, ["house-style"] = 0.84, ["reading-one"] = 0.88, ["reading-three"] = 0.76, ["sums"] = 0.58, ["world-facts"] = 0.7 },
    };

    public static double Of(string approach, string suite)
        => Learned.GetValueOrDefault(approach)?.TryGetValue(suite, out var skill) == true ? skill : Base.GetValueOrDefault(suite, 0.02);
}

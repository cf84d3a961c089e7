using System.Diagnostics;
using FineTuneLab.Architecture.Tests.Rules;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Evals.Planning;

namespace FineTuneLab.Architecture.Tests;

public sealed class ReadmeTests
{
    // The launcher's own verbs; the program behind it does not know them.
    private static readonly string[] LauncherVerbs = ["test", "build"];

    private static readonly ReadmeText Readme = new(File.ReadAllText(Repository.Path("README.md")));

    [Fact]
    public async Task EveryCommandInTheReadme_IsAVerb()
    {
        var verbs = VerbsIn(await HelpAsync());

        Readme.Commands.Count.ShouldBeGreaterThan(15);
        UnknownVerbs(Readme, verbs).ShouldBeEmpty();
        verbs.Except(Readme.Commands.Select(words => words[0])).ShouldBeEmpty("every verb stands in the README");
    }

    [Fact]
    public async Task EveryOptionInTheReadme_IsInTheVerbsHelp()
    {
        Readme.OptionsBesideVerbs.Count.ShouldBeGreaterThan(5);
        foreach (var (verb, option) in Readme.OptionsBesideVerbs)
            (await HelpAsync(verb)).ShouldContain(option);
    }

    [Fact]
    public async Task EveryVerb_ShowsAnExampleInItsHelp()
    {
        foreach (var verb in VerbsIn(await HelpAsync()))
            (await HelpAsync(verb)).ShouldContain($"Examples:\n  lab {verb}");
    }

    [Fact]
    public void TheReadmesWorkedExample_LoadsAndPlans()
    {
        using var root = new TemporaryFolder();
        foreach (var (path, content) in Readme.Files)
            root.Write(path, content);

        var spec = ExperimentFile.Load(Path.Combine(root.Path, "experiments/tickets"));
        var data = ExperimentData.Load(spec, root.Path);

        Readme.Files.Count.ShouldBe(6);
        foreach (var approach in spec.Approaches)
            RunPlan.Create(data, approach, modelHash: "any", seed: 1).Requests.ShouldNotBeEmpty();
    }

    [Fact]
    public void PlantedVerb_IsFound()
    {
        var planted = new ReadmeText("Try `lab conjure --rabbit`.\n\n```bash\n./lab vanish now  # gone\n```\n");

        UnknownVerbs(planted, ["run"]).ShouldBe(["conjure", "vanish"]);
    }

    private static IEnumerable<string> UnknownVerbs(ReadmeText text, IReadOnlyCollection<string> verbs) =>
        text.Commands.Select(words => words[0]).Where(verb => !verb.StartsWith('-')).Except([.. verbs, .. LauncherVerbs]);

    private static IReadOnlyList<string> VerbsIn(string help) =>
        [.. help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1)
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0])];

    private static async Task<string> HelpAsync(params string[] verb)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(Repository.Output("FineTuneLab.Cli"), "lab.dll"), .. verb, "--help"])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return output;
    }
}

using FineTuneLab.Cli.Tests.Programs;

namespace FineTuneLab.Cli.Tests;

public sealed class BadInputTests
{
    [Fact]
    public async Task MissingExperiment_Run_NamesTheFile()
    {
        using var lab = new TemporaryLab();

        var outcome = await LabProcess.RunAsync(lab.Root, "run", "absent.yaml");

        outcome.ShouldHaveFailedClearly().ShouldContain(Path.Combine(lab.Root, "absent.yaml"));
    }

    [Fact]
    public async Task UnknownKey_Run_NamesTheLine()
    {
        using var lab = new TemporaryLab();
        lab.Write("experiment.yaml", "name: x\nmodels: [data/models/m]\nsuites: [data/suites/s]\napproachs:\n- name: zero-shot\n");

        var outcome = await LabProcess.RunAsync(lab.Root, "run", "experiment.yaml");

        outcome.ShouldHaveFailedClearly().ShouldContain("experiment.yaml:4");
        outcome.Errors.ShouldContain("approachs");
    }

    [Fact]
    public async Task BrokenYaml_Run_NamesTheLine()
    {
        using var lab = new TemporaryLab();
        lab.Write("experiment.yaml", "name: x\nmodels: [unclosed\nsuites: y\n");

        var outcome = await LabProcess.RunAsync(lab.Root, "run", "experiment.yaml");

        outcome.ShouldHaveFailedClearly().ShouldContain("experiment.yaml:");
    }

    [Fact]
    public async Task MissingModel_Run_NamesItAndQueuesNothing()
    {
        using var lab = new TemporaryLab();
        lab.Write("experiment.yaml", "name: x\nmodels: [data/models/absent]\nsuites: [data/suites/s]\napproaches:\n- name: zero-shot\n");

        var outcome = await LabProcess.RunAsync(lab.Root, "run", "experiment.yaml");

        outcome.ShouldHaveFailedClearly().ShouldContain("data/models/absent");
        (await LabProcess.RunAsync(lab.Root, "leaderboard")).ShouldHaveFailedClearly().ShouldContain("lab demo");
    }

    [Fact]
    public async Task UnknownExperiment_Leaderboard_SaysSo()
    {
        using var lab = new TemporaryLab();

        var outcome = await LabProcess.RunAsync(lab.Root, "leaderboard", "absent");

        outcome.ShouldHaveFailedClearly().ShouldContain("absent");
    }

    [Fact]
    public async Task WrongSetting_Run_NamesIt()
    {
        using var lab = new TemporaryLab();
        lab.Write("appsettings.json", """{ "Lab": { "Root": ".", "Worker": "nowhere.dll" } }""");

        var outcome = await LabProcess.RunAsync(lab.Root, "run", "experiment.yaml");

        outcome.ShouldHaveFailedClearly().ShouldContain("nowhere.dll");
    }

    [Fact]
    public async Task NoShippedExperiment_Demo_SaysHowToGetItBack()
    {
        using var lab = new TemporaryLab();

        var outcome = await LabProcess.RunAsync(lab.Root, "demo");

        outcome.ShouldHaveFailedClearly().ShouldContain("git checkout");
    }

    [Fact]
    public async Task NothingServed_Stop_SaysSo()
    {
        using var lab = new TemporaryLab();

        var outcome = await LabProcess.RunAsync(lab.Root, "stop");

        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Output.ShouldContain("No server");
    }
}

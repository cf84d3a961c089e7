using FineTuneLab.Cli.Importing;
using FineTuneLab.Cli.Tests.Programs;
using FineTuneLab.Core.Experiments;

namespace FineTuneLab.Cli.Tests;

public sealed class ImportTests
{
    [Fact]
    public void ImportedData_Experiment_IsOneThatLoads()
    {
        using var lab = new TemporaryLab();
        lab.Write("data/suites/tickets/suite.yaml", "");
        lab.Write("data/training/tickets/training.yaml", "");

        var yaml = ImportedExperiment.Yaml(lab.Root, "tickets", ["data/training/tickets", "data/suites/tickets"], "data/models/tiny");

        var spec = ExperimentFile.Load(lab.Write("experiments/tickets/experiment.yaml", yaml));
        spec.Suites.ShouldBe(["data/suites/tickets"]);
        spec.Approaches.Where(approach => approach.Tuning is not null).ShouldAllBe(approach => approach.Tuning!.TrainingSet == "data/training/tickets");
        spec.Approaches.ShouldContain(approach => ExperimentRules.IsPlain(approach));
    }

    [Fact]
    public async Task MissingSource_Import_NamesIt()
    {
        using var lab = new TemporaryLab();

        var outcome = await LabProcess.RunAsync(lab.Root, "import", "absent.csv");

        outcome.ShouldHaveFailedClearly().ShouldContain("absent.csv");
    }

    [Fact]
    public async Task LabelledCsv_Import_WritesDataAndNamesWhatItNeedsNext()
    {
        using var lab = new TemporaryLab();
        var rows = string.Concat(Enumerable.Range(0, 40).Select(i => $"message number {i},{(i % 2 == 0 ? "billing" : "delivery")}\n"));
        lab.Write("tickets.csv", "text,label\n" + rows);

        var outcome = await LabProcess.RunAsync(lab.Root, "import", "tickets.csv");

        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Output.ShouldContain("no base model");
        outcome.Output.ShouldContain("data/suites/tickets");
        File.Exists(Path.Combine(lab.Root, "data/training/tickets/training.yaml")).ShouldBeTrue();
    }
}

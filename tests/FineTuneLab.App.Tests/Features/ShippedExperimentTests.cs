using FineTuneLab.App.Features.Data;
using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;
using FineTuneLab.Core.Experiments;

namespace FineTuneLab.App.Tests.Features;

public sealed class ShippedExperimentTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public async Task SupportDesk_Submitted_IsPlannedForEveryApproach()
    {
        using var folder = new LabFolder();
        var file = Path.Combine(RepositoryRoot(), "experiments/support-desk/experiment.yaml");
        var spec = ExperimentFile.Load(file);
        folder.Write("experiments/support-desk/experiment.yaml", await File.ReadAllTextAsync(file));
        TinyModel.Write(folder, spec.Models[0]);
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.SendAsync(new GenerateData());

        var started = System.Diagnostics.Stopwatch.StartNew();
        var submitted = await lab.SendAsync(new CreateExperiment(Path: "experiments/support-desk"));
        output.WriteLine($"{submitted.Scores} questions planned and queued in {started.Elapsed.TotalSeconds:0.0} s");
        var runs = await lab.RunsAsync("support-desk");

        submitted.RunsQueued.ShouldBe(spec.Approaches.Count);
        runs.ShouldAllBe(run => run.Status == RunStatus.Queued && run.Items > 100);
        var lora = runs.Single(run => run.Approach == "lora");
        (await lab.SendAsync(new ListRunItems(lora.Id))).Total.ShouldBe(lora.Items);
        File.ReadAllLines(folder.RunFile(lora.Id, "training.jsonl")).Length.ShouldBeGreaterThan(100);
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "FineTuneLab.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}

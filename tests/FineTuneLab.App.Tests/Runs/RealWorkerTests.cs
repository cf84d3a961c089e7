using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;
using FineTuneLab.Core.Events;

namespace FineTuneLab.App.Tests.Runs;

public sealed class RealWorkerTests : IAsyncLifetime
{
    private readonly LabFolder _folder = new();
    private TestLab _lab = null!;

    public async Task InitializeAsync()
    {
        TinyModel.Write(_folder, "data/models/tiny");
        _lab = new TestLab(_folder, Path.Combine(AppContext.BaseDirectory, "../../FineTuneLab.Worker/release/FineTuneLab.Worker.dll"));
        await _lab.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _lab.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task TunedApproach_Worked_HasCurvesCostsAndWeightsThatAreUsedAgain()
    {
        await _lab.SendAsync(new CreateExperiment(_folder.Yaml(approaches: LabFolder.TunedApproaches)));
        var runs = await _lab.UntilEndedAsync();
        runs.ShouldAllBe(run => run.Status == RunStatus.Done && run.Reason == null);
        var first = await _lab.SendAsync(new ShowRun(runs[1].Id));
        first.Tuning!.ShouldSatisfyAllConditions(() => first.Tuning!.TrainableShare.ShouldBe(1), () => first.Tuning!.Reused.ShouldBeFalse());
        first.Curves.Select(curve => curve.Name).ShouldContain(MetricNames.TrainLoss);
        first.Artifacts.ShouldNotBeEmpty();
        first.Resources!.PeakMemoryBytes.ShouldBeGreaterThan(10_000_000);

        // Another item changes what is asked, not what is learned.
        _folder.WriteItems(["grass green", "sky blue", "snow white", "coal black", "blood red", "sun yellow", "rose pink"]);
        await _lab.SendAsync(new CreateExperiment(_folder.Yaml(approaches: LabFolder.TunedApproaches)));
        var again = await _lab.SendAsync(new ShowRun((await _lab.UntilEndedAsync())[1].Id));

        again.Summary.ShouldSatisfyAllConditions(() => again.Summary.Status.ShouldBe(RunStatus.Done), () => again.Summary.Id.ShouldNotBe(first.Summary.Id));
        again.CheckpointFolder.ShouldBe(first.CheckpointFolder);
        again.Tuning!.Reused.ShouldBeTrue();
        again.Curves.ShouldBeEquivalentTo(first.Curves);
    }

    [Fact]
    public async Task LongTuning_Cancelled_EndsCleanlyAndNothingIsLeftRunning()
    {
        await _lab.SendAsync(new CreateExperiment(_folder.Yaml(approaches: """
              - name: zero-shot
              - name: full
                tuning: { recipe: full, training-set: data/training/colours, epochs: 1000, batch-size: 1 }
            """)));
        await _lab.UntilAsync(runs => runs[1].Progress is { Phase: "tuning", Done: > 0 });

        await _lab.SendAsync(new CancelExperiment("colours"));
        var runs = await _lab.UntilEndedAsync();

        runs.Select(run => run.Status).ShouldBe([RunStatus.Done, RunStatus.Cancelled]);
        Workers.Of(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task ModelWithAMissingTensor_Worked_FailsWithItsName()
    {
        var config = _folder.Path("data/models/tiny/config.json");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace("\"num_hidden_layers\":2", "\"num_hidden_layers\":3", StringComparison.Ordinal));

        await _lab.SendAsync(new CreateExperiment(_folder.Yaml(approaches: "  - name: zero-shot\n")));
        var run = (await _lab.UntilEndedAsync())[0];

        run.Status.ShouldBe(RunStatus.Failed);
        run.Reason.ShouldNotBeNull().ShouldContain("model.layers.2.");
        run.Reason!.ShouldNotContain("   at ");
    }
}

using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;

namespace FineTuneLab.App.Tests.Runs;

public sealed class CancelTests
{
    [Fact]
    public async Task RunningAndWaiting_Cancelled_EndCleanly()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Waiting(folder));
        await lab.StartAsync();
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        await lab.UntilAsync(runs => runs[0].Scored == 1);

        (await lab.SendAsync(new CancelExperiment("colours"))).ShouldBe(2);
        var runs = await lab.UntilEndedAsync();

        runs.ShouldAllBe(run => run.Status == RunStatus.Cancelled);
        runs[0].Reason.ShouldNotBeNull().ShouldStartWith("Cancelled while it ran.");
        runs[1].Reason.ShouldBe("Cancelled while it waited.");
        Workers.Of(folder).ShouldBeEmpty();
        (await lab.SendAsync(new ShowExperiment("colours"))).ShouldSatisfyAllConditions(
            view => view.Summary.Status.ShouldBe(RunStatus.Cancelled), view => view.ResultFile.ShouldBeNull());
        (await lab.SendAsync(new CancelExperiment("colours"))).ShouldBe(0);
    }

    [Fact]
    public async Task WorkerThatIgnoresTheSignal_Cancelled_IsKilledAfterTheGrace()
    {
        using var folder = new LabFolder();
        var worker = ScriptedWorker.Dying(folder, "trap '' TERM; while true; do sleep 0.1; done");
        await using var lab = new TestLab(folder, worker, new Dictionary<string, string?> { ["Lab:CancelGraceSeconds"] = "0.2" });
        await lab.StartAsync();
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        var run = (await lab.UntilAsync(runs => runs[0].Scored == 1))[0];

        (await lab.SendAsync(new CancelRun(run.Id))).ShouldBeTrue();
        await lab.UntilAsync(runs => runs[0].Status == RunStatus.Cancelled && runs[1].Status == RunStatus.Running);

        Workers.Of(folder, run.Id).ShouldBeEmpty();
    }

    [Fact]
    public async Task CancelledRun_SubmittedAgain_KeepsWhatWasScored()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Waiting(folder));
        await lab.StartAsync();
        await lab.SendAsync(new CreateExperiment(folder.Yaml(approaches: "  - name: zero-shot\n")));
        await lab.UntilAsync(runs => runs[0].Scored == 1);
        await lab.SendAsync(new CancelExperiment("colours"));
        await lab.UntilEndedAsync();
        folder.Write("go", "");

        var again = await lab.SendAsync(new RerunMissing("colours"));
        var run = (await lab.UntilEndedAsync())[0];

        again.ScoresMissing.ShouldBe(5);
        run.Status.ShouldBe(RunStatus.Done);
    }

    [Fact]
    public async Task UnknownNames_Cancelled_AreNamed()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));

        (await Should.ThrowAsync<Core.LabException>(() => lab.SendAsync(new CancelExperiment("nothing")))).Message.ShouldContain("\"nothing\"");
        (await Should.ThrowAsync<Core.LabException>(() => lab.SendAsync(new CancelRun("none")))).Message.ShouldContain("\"none\"");
    }
}

using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;
using FineTuneLab.Core;

namespace FineTuneLab.App.Tests.Runs;

public sealed class KilledWorkerTests
{
    [Theory]
    [InlineData("kill -9 $$", "signal 9, SIGKILL")]
    [InlineData("kill -11 $$", "signal 11, SIGSEGV")]
    [InlineData("exit 3", "exit code 3")]
    public async Task WorkerDies_ItsRunFailsWithTheReasonAndTheQueueGoesOn(string death, string reason)
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Dying(folder, death));
        await lab.StartAsync();

        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        var runs = await lab.UntilEndedAsync();

        runs.Count.ShouldBe(2);
        runs.ShouldAllBe(run => run.Status == RunStatus.Failed && run.Scored == 1);
        runs[0].Reason.ShouldNotBeNull().ShouldContain(reason);
        runs[0].Reason!.ShouldContain("loading the model\nout of luck");
    }

    [Fact]
    public async Task WorkerThatTellsItsFailure_Ends_ShowsThatAndNoLog()
    {
        using var folder = new LabFolder();
        var worker = ScriptedWorker.Dying(folder, """tell '{"kind":"failed","time":2,"reason":"tensor x is missing"}'; exit 1""");
        await using var lab = new TestLab(folder, worker);
        await lab.StartAsync();

        await lab.SendAsync(new CreateExperiment(folder.Yaml()));

        (await lab.UntilEndedAsync())[0].Reason.ShouldBe("tensor x is missing");
    }

    [Fact]
    public async Task WorkerThatFinishesWithoutAllScores_IsNotDone()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Dying(folder, """tell '{"kind":"finished","time":2}'"""));
        await lab.StartAsync();

        await lab.SendAsync(new CreateExperiment(folder.Yaml()));

        (await lab.UntilEndedAsync())[0].Reason.ShouldBe("The worker finished, but 5 items came back without a score.");
    }

    [Fact]
    public async Task WorkerThatWritesNonsense_IsEndedAndNamed()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Dying(folder, "echo 'no event' >>events.jsonl; sleep 600"));
        await lab.StartAsync();

        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        var runs = await lab.UntilEndedAsync();

        runs.ShouldAllBe(run => run.Status == RunStatus.Failed);
        runs[0].Reason.ShouldNotBeNull().ShouldContain("events.jsonl");
    }

    [Fact]
    public async Task FailedRuns_SubmittedAgain_ComputeOnlyWhatIsMissing()
    {
        using var folder = new LabFolder();
        await using (var lab = new TestLab(folder, ScriptedWorker.Dying(folder, "exit 1")))
        {
            await lab.StartAsync();
            await lab.SendAsync(new CreateExperiment(folder.Yaml()));
            await lab.UntilEndedAsync();
        }

        await using var mended = new TestLab(folder, ScriptedWorker.Good(folder));
        await mended.StartAsync();
        (await mended.SendAsync(new CreateExperiment(folder.Yaml()))).ScoresMissing.ShouldBe(10);
        var runs = await mended.UntilEndedAsync();

        runs.ShouldAllBe(run => run.Status == RunStatus.Done && run.Reason == null);
        (await mended.SendAsync(new ListRunItems(runs[0].Id, Outcome: ItemOutcome.Right))).Total.ShouldBe(6);
    }

    [Fact]
    public async Task RunFolderRemovedWhileWaiting_FailsClearlyAndTheQueueGoesOn()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        Directory.Delete(folder.Path($"data/runs/{(await lab.RunsAsync())[0].Id}"), recursive: true);

        await lab.StartAsync();
        var runs = await lab.UntilEndedAsync();

        runs.Select(run => run.Status).ShouldBe([RunStatus.Failed, RunStatus.Done]);
        runs[0].Reason.ShouldNotBeNull().ShouldContain("the run folder was removed");
    }

    [Fact]
    public async Task NoWorkerProgram_LabStarted_SaysWhere()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, folder.Path("nowhere.dll"));

        var failure = await Should.ThrowAsync<LabException>(lab.StartAsync);

        failure.Message.ShouldContain("nowhere.dll does not exist");
    }
}

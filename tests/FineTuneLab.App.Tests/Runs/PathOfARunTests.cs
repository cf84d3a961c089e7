using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;

namespace FineTuneLab.App.Tests.Runs;

public sealed class PathOfARunTests
{
    [Fact]
    public async Task Submitted_Worked_EndsWithScoresAndResults()
    {
        using var folder = new LabFolder();
        folder.Write("experiments/colours/experiment.yaml", folder.Yaml());
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.StartAsync();

        var submitted = await lab.SendAsync(new CreateExperiment(Path: "experiments/colours"));
        var runs = await lab.UntilEndedAsync();

        submitted.ShouldBe(new ExperimentSubmitted("colours", Runs: 2, RunsQueued: 2, Scores: 12, ScoresMissing: 12));
        runs.ShouldAllBe(run => run.Status == RunStatus.Done && run.Scored == 6 && !run.FromCache);
        var item = (await lab.SendAsync(new ListRunItems(runs[1].Id, Take: 1))).Rows[0];
        item.Prompt.ShouldBe("Name the colour.\ngrass:");
        item.Output.ShouldBe("green");
        item.Right.ShouldBe(true);
        (await lab.SendAsync(new GetLeaderboard("colours"))).Rows[0].Cells["colours"].Value.ShouldBe(1);
        await lab.UntilAsync(_ => File.Exists(folder.Path("experiments/colours/RESULT.md")));
        File.ReadAllText(folder.Path("experiments/colours/RESULT.md")).ShouldContain("Does an instruction help?");
    }

    [Fact]
    public async Task Unchanged_SubmittedAgain_QueuesNothing()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.StartAsync();
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        var first = await lab.UntilEndedAsync();

        var again = await lab.SendAsync(new CreateExperiment(folder.Yaml()));

        again.ShouldBe(new ExperimentSubmitted("colours", Runs: 2, RunsQueued: 0, Scores: 12, ScoresMissing: 0));
        (await lab.RunsAsync()).ShouldBe(first);
        first.ShouldAllBe(run => ScriptedWorker.Starts(folder, run.Id) == 1);
        var summary = (await lab.SendAsync(new ShowExperiment("colours"))).Summary;
        summary.FinishedAt!.Value.ShouldBeGreaterThan(summary.SubmittedAt);
    }

    [Fact]
    public async Task SameQuestionsUnderAnotherName_Submitted_ComeFromTheCacheWithTheirCosts()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.StartAsync();
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        await lab.UntilEndedAsync();

        await lab.SendAsync(new CreateExperiment(folder.Yaml(name: "again")));
        var runs = await lab.UntilEndedAsync("again");

        runs.ShouldAllBe(run => run.Status == RunStatus.Done && run.FromCache && ScriptedWorker.Starts(folder, run.Id) == 0);
        (await lab.SendAsync(new ShowRun(runs[0].Id))).Resources!.PeakMemoryBytes.ShouldBe(1048576);
    }

    [Fact]
    public async Task TwoSeedsOfAnUntunedApproach_Worked_AreComputedOnce()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.StartAsync();

        await lab.SendAsync(new CreateExperiment(folder.Yaml(approaches: "  - name: zero-shot\n") + "seeds: [1, 2]\n"));
        var runs = await lab.UntilEndedAsync();

        runs.Select(run => ScriptedWorker.Starts(folder, run.Id)).ShouldBe([1, 0]);
        runs.ShouldAllBe(run => run.Status == RunStatus.Done);
    }

    [Fact]
    public async Task ChangedSuite_SubmittedAgain_ComputesOnlyWhatIsNew()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.StartAsync();
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        await lab.UntilEndedAsync();
        folder.WriteItems(["grass green", "sky blue", "snow white", "coal black", "blood red", "sun yellow", "rose pink"]);

        (await lab.SendAsync(new ShowExperiment("colours"))).Stale.ShouldHaveSingleItem().ShouldContain("data/suites/colours has changed");
        var again = await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        var runs = await lab.UntilEndedAsync();

        again.ScoresMissing.ShouldBe(2);
        runs.ShouldAllBe(run => run.Scored == 7 && File.ReadAllLines(folder.RunFile(run.Id, "requests.jsonl")).Length == 1);
        (await lab.SendAsync(new ShowExperiment("colours"))).Stale.ShouldBeEmpty();
    }

    [Fact]
    public async Task ItemThatCouldNotBeScored_Rerun_IsTriedAgainAndNothingElse()
    {
        using var folder = new LabFolder();
        var failing = ScriptedWorker.Write(folder, "failing", """
            cd "$1"
            sed 's/^{"key":"\([^"]*\)","suite":"\([^"]*\)","item":"\([^"]*\)",.*/{"kind":"item-failed","time":1,"key":"\1","suite":"\2","item":"\3","reason":"no memory"}/' requests.jsonl >>events.jsonl
            echo '{"kind":"finished","time":9}' >>events.jsonl
            """);
        await using (var lab = new TestLab(folder, failing))
        {
            await lab.StartAsync();
            await lab.SendAsync(new CreateExperiment(folder.Yaml()));
            var runs = await lab.UntilEndedAsync();
            runs.ShouldAllBe(run => run.Status == RunStatus.Done);
            var cell = (await lab.SendAsync(new GetLeaderboard("colours"))).Rows[0].Cells["colours"];
            cell.Missing.ShouldBe(6);
            cell.Value.ShouldBe(double.NaN);
            (await lab.SendAsync(new ListRunItems(runs[0].Id, Outcome: ItemOutcome.Missing))).Rows.ShouldAllBe(item => item.Failure == "no memory");
        }

        await using var mended = new TestLab(folder, ScriptedWorker.Good(folder));
        await mended.StartAsync();
        var rerun = await mended.SendAsync(new RerunMissing("colours"));
        await mended.UntilEndedAsync();

        rerun.ScoresMissing.ShouldBe(12);
        (await mended.SendAsync(new GetLeaderboard("colours"))).Rows[0].Cells["colours"].Missing.ShouldBe(0);
    }
}

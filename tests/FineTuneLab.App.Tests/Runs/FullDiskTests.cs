using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Lab;
using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;

namespace FineTuneLab.App.Tests.Runs;

public sealed class FullDiskTests
{
    [Fact]
    public async Task NoSpaceLeft_QueueWaitsSaysSoAndGoesOn()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        // What is written through this link fails as on a full disk, until the queue's own check has removed it.
        File.CreateSymbolicLink(folder.Path("data/.write-check"), "/dev/full");

        await lab.StartAsync();
        var problem = await ProblemAsync(lab);
        var runs = await lab.UntilEndedAsync();

        problem.ShouldContain("No space left on device");
        problem.ShouldContain("the queue waits");
        runs.ShouldAllBe(run => run.Status == RunStatus.Done);
        (await lab.SendAsync(new GetStatus())).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task RunFolderThatCannotBeWritten_FailsThatRunAndTheQueueGoesOn()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        var first = (await lab.RunsAsync())[0];
        File.CreateSymbolicLink(folder.RunFile(first.Id, "requests.jsonl.new"), "/dev/full");

        await lab.StartAsync();
        var runs = await lab.UntilEndedAsync();

        runs.Select(run => run.Status).ShouldBe([RunStatus.Failed, RunStatus.Done]);
        runs[0].Reason.ShouldNotBeNull().ShouldContain("No space left on device");
    }

    private static async Task<string> ProblemAsync(TestLab lab)
    {
        for (var i = 0; i < 400; i++)
        {
            if ((await lab.SendAsync(new GetStatus())).Problem is { } problem)
                return problem;
            await Task.Delay(25);
        }

        throw new TimeoutException("The lab has not noticed.");
    }
}

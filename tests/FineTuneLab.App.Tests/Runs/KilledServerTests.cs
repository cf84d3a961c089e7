using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Lab;
using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;
using FineTuneLab.Core;

namespace FineTuneLab.App.Tests.Runs;

public sealed class KilledServerTests
{
    [Fact]
    public async Task ServerKilled_WorkerLivesOn_TheNextServerFollowsIt()
    {
        using var folder = new LabFolder();
        var worker = ScriptedWorker.Waiting(folder);
        await using var lab = new TestLab(folder, worker);
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        using (var server = await OtherProcess.StartAsync(folder, worker))
        {
            await lab.UntilAsync(runs => runs[0].Scored == 1);
            await server.KillAsync();
        }

        Workers.Of(folder).ShouldNotBeEmpty();
        await lab.StartAsync();
        folder.Write("go", "");
        var runs = await lab.UntilEndedAsync();

        runs.ShouldAllBe(run => run.Status == RunStatus.Done && ScriptedWorker.Starts(folder, run.Id) == 1);
    }

    [Fact]
    public async Task ServerAndWorkerKilled_TheNextServerStartsTheRunAgain()
    {
        using var folder = new LabFolder();
        var worker = ScriptedWorker.Waiting(folder);
        await using var lab = new TestLab(folder, worker);
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        using (var server = await OtherProcess.StartAsync(folder, worker))
        {
            await lab.UntilAsync(runs => runs[0].Scored == 1);
            await server.KillAsync();
        }

        foreach (var process in Workers.Of(folder))
            System.Diagnostics.Process.GetProcessById(process).Kill();
        folder.Write("go", "");
        await lab.StartAsync();
        var runs = await lab.UntilEndedAsync();

        runs.ShouldAllBe(run => run.Status == RunStatus.Done && run.Scored == 6);
        runs.Select(run => ScriptedWorker.Starts(folder, run.Id)).ShouldBe([2, 1]);
        File.ReadAllLines(folder.RunFile(runs[0].Id, "requests.jsonl")).Length.ShouldBe(5);
    }

    [Fact]
    public async Task WorkerFinishedWhileNoServerWasThere_IsDoneWithoutAnotherStart()
    {
        using var folder = new LabFolder();
        var worker = ScriptedWorker.Waiting(folder);
        await using var lab = new TestLab(folder, worker);
        await lab.SendAsync(new CreateExperiment(folder.Yaml(approaches: "  - name: zero-shot\n")));
        using (var server = await OtherProcess.StartAsync(folder, worker))
        {
            await lab.UntilAsync(runs => runs[0].Scored == 1);
            await server.KillAsync();
        }

        folder.Write("go", "");
        while (Workers.Of(folder).Count > 0)
            await Task.Delay(50);
        await lab.StartAsync();
        var run = (await lab.UntilEndedAsync())[0];

        run.Status.ShouldBe(RunStatus.Done);
        ScriptedWorker.Starts(folder, run.Id).ShouldBe(1);
    }

    [Fact]
    public async Task WorkerFailedWhileNoServerWasThere_IsNotTriedAgain()
    {
        using var folder = new LabFolder();
        var worker = ScriptedWorker.Dying(folder, $"""while [ ! -e '{folder.Path("go")}' ]; do sleep 0.05; done; tell '{"{\"kind\":\"failed\",\"time\":2,\"reason\":\"tensor x is missing\"}"}'; exit 1""");
        await using var lab = new TestLab(folder, worker);
        await lab.SendAsync(new CreateExperiment(folder.Yaml(approaches: "  - name: zero-shot\n")));
        using (var server = await OtherProcess.StartAsync(folder, worker))
        {
            await lab.UntilAsync(runs => runs[0].Scored == 1);
            await server.KillAsync();
        }

        folder.Write("go", "");
        while (Workers.Of(folder).Count > 0)
            await Task.Delay(50);
        await lab.StartAsync();
        var run = (await lab.UntilEndedAsync())[0];

        run.Status.ShouldBe(RunStatus.Failed);
        run.Reason.ShouldBe("tensor x is missing");
        ScriptedWorker.Starts(folder, run.Id).ShouldBe(1);
    }

    [Fact]
    public async Task ServerStoppedInGoodOrder_WorkerIsStoppedAndTheRunWaits()
    {
        using var folder = new LabFolder();
        var worker = ScriptedWorker.Waiting(folder);
        var first = new TestLab(folder, worker);
        await first.StartAsync();
        await first.SendAsync(new CreateExperiment(folder.Yaml()));
        await first.UntilAsync(runs => runs[0].Scored == 1);

        await first.DisposeAsync();

        Workers.Of(folder).ShouldBeEmpty();
        await using var second = new TestLab(folder, worker);
        (await second.RunsAsync()).ShouldAllBe(run => run.Status == RunStatus.Queued);
        (await second.SendAsync(new GetStatus())).Owner.ShouldBeNull();
    }

    [Fact]
    public async Task SecondServer_Started_SaysWhoHasTheFolderAndStops()
    {
        using var folder = new LabFolder();
        var worker = ScriptedWorker.Good(folder);
        using var server = await OtherProcess.StartAsync(folder, worker);
        await using var second = new TestLab(folder, worker);

        var failure = await Should.ThrowAsync<LabException>(second.StartAsync);

        failure.Message.ShouldContain($"process {server.Id}");
        failure.Where.ShouldBe(folder.Path("data"));
        var status = await second.SendAsync(new GetStatus());
        status.Owner!.Pid.ShouldBe(server.Id);
        status.OwnedByThisProcess.ShouldBeFalse();
        await server.KillAsync();
        await second.StartAsync();
        (await second.SendAsync(new GetStatus())).OwnedByThisProcess.ShouldBeTrue();
    }
}

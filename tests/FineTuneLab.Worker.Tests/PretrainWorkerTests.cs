using System.Diagnostics;
using System.Text.Json;
using FineTuneLab.Core;
using FineTuneLab.Core.Events;
using FineTuneLab.Core.Runs;
using FineTuneLab.Training.Tests;

namespace FineTuneLab.Worker.Tests;

public sealed class PretrainWorkerTests
{
    [Fact]
    public void Pretraining_Terminated_SaysSoAndKeepsWhatItNeedsToGoOn()
    {
        using var folder = new TemporaryFolder();
        var output = folder.File("model");
        File.WriteAllText(folder.File(PretrainSpec.FileName), JsonSerializer.Serialize(new PretrainSpec { Output = output }, LabJson.Options));
        using var worker = WorkerRun.StartWorker(folder.Path);

        WaitForSteps(folder, worker);
        Process.Start("kill", ["-TERM", $"{worker.Id}"]).WaitForExit();
        worker.WaitForExit();

        worker.ExitCode.ShouldBe(143);
        Events(folder).OfType<Notice>().ShouldContain(notice => notice.Message.StartsWith("Stopped on request"));
        File.Exists(Path.Combine(output, "unfinished.safetensors")).ShouldBeTrue();
        File.Exists(Path.Combine(output, "model.safetensors")).ShouldBeFalse();
    }

    [Fact]
    public void Pretraining_SpecificationIsNoJson_FailsWithThePath()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(PretrainSpec.FileName), "{ \"output\": ");

        var (exitCode, _) = WorkerRun.RunWorker(folder.Path);

        exitCode.ShouldBe(1);
        Events(folder).OfType<Failed>().Single().Reason.ShouldContain(PretrainSpec.FileName);
    }

    private static void WaitForSteps(TemporaryFolder folder, Process worker)
    {
        var limit = Stopwatch.StartNew();
        while (!worker.HasExited && limit.Elapsed < TimeSpan.FromMinutes(2) && !Events(folder).OfType<Progress>().Any())
            Thread.Sleep(100);
        worker.HasExited.ShouldBeFalse();
    }

    private static IReadOnlyList<RunEvent> Events(TemporaryFolder folder) => EventLogReader.Read(folder.File(RunSpec.EventsFile), 0).Events;
}

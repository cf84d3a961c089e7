using System.Diagnostics;
using FineTuneLab.Cli.Processes;
using FineTuneLab.Cli.Tests.Programs;

namespace FineTuneLab.Cli.Tests;

/// <summary>Experiments that really run, with the real worker and the shipped base model.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task TinyExperiment_RunTwice_ShowsTheLeaderboardAndComputesOnce()
    {
        using var lab = new TemporaryLab();
        var experiment = lab.AddTinyExperiment();

        var first = await LabProcess.RunAsync(lab.Root, "run", experiment);
        var second = await LabProcess.RunAsync(lab.Root, "run", experiment);

        first.ExitCode.ShouldBe(0, first.Errors + first.Output);
        first.Output.ShouldContain("lora (seed 1): done in");
        first.Output.ShouldContain("zero-shot (baseline)");
        File.ReadAllText(Path.Combine(lab.Root, "experiments/tiny/RESULT.md")).ShouldContain("lora");
        second.ExitCode.ShouldBe(0, second.Errors);
        second.Output.ShouldContain("of which 0 are to be computed");
        (await LabProcess.RunAsync(lab.Root, "leaderboard", "--json")).Output.ShouldStartWith("{");
    }

    [Fact]
    public async Task Interrupted_Run_EndsItsWorkerAndTheSameCommandGoesOn()
    {
        using var lab = new TemporaryLab();
        var experiment = lab.AddTinyExperiment(epochs: 1000);
        using var first = LabProcess.Start(lab.Root, "run", experiment);
        var heard = await HearAsync(first, "lora (seed 1): tuning");

        Signals.Terminate(first.Id);
        var interrupted = await LabProcess.EndAsync(first);

        interrupted.ExitCode.ShouldBe(1, heard + interrupted.Errors);
        interrupted.Output.ShouldContain("the same command goes on");
        Directory.EnumerateFiles(Path.Combine(lab.Root, "data/runs"), "spec.json", SearchOption.AllDirectories)
            .Count(spec => IsOpen(Path.GetDirectoryName(spec)!)).ShouldBe(0, "a worker was left behind");
        (await LabProcess.RunAsync(lab.Root, "doctor")).Output.ShouldContain("1 runs queued, 0 running");
    }

    [Fact]
    public async Task Demo_LeavesTheServerUp_AndASecondCallComputesNothing()
    {
        using var lab = new TemporaryLab();
        lab.AddTinyExperiment("support-desk");
        try
        {
            var first = await LabProcess.RunAsync(lab.Root, "demo");
            var second = await LabProcess.RunAsync(lab.Root, "demo");

            first.ExitCode.ShouldBe(0, first.Errors + first.Output);
            var address = first.Output.Split('\n')[0].Split(' ')[^1].Trim();
            second.ExitCode.ShouldBe(0, second.Errors);
            second.Output.ShouldContain(address);
            second.Output.ShouldContain("of which 0 are to be computed");
            using var http = new HttpClient();
            (await http.GetStringAsync(address)).ShouldContain("<html");
        }
        finally
        {
            (await LabProcess.RunAsync(lab.Root, "stop")).Output.ShouldContain("Stopped process");
        }
    }

    private static async Task<string> HearAsync(Process process, string word)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var heard = "";
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            heard += line + "\n";
            if (line.Contains(word, StringComparison.Ordinal))
                return heard;
        }

        throw new InvalidOperationException($"It ended without saying \"{word}\": {heard}");
    }

    // A worker's command line ends with its run folder.
    private static bool IsOpen(string runFolder) =>
        Directory.EnumerateDirectories("/proc").Select(process => Path.Combine(process, "cmdline")).Any(file =>
        {
            try
            {
                return File.ReadAllText(file).Split('\0').Contains(runFolder);
            }
            catch (IOException)
            {
                return false;
            }
        });
}

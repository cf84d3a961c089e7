using FineTuneLab.Cli.Tests.Programs;

namespace FineTuneLab.Cli.Tests;

public sealed class DoctorTests
{
    [Fact]
    public async Task FreshLab_Doctor_TellsMachineDataAndArithmetic()
    {
        using var lab = new TemporaryLab();

        var outcome = await LabProcess.RunAsync(lab.Root, "doctor");

        outcome.ExitCode.ShouldBe(0, outcome.Errors + outcome.Output);
        outcome.Output.ShouldMatch(@"processor +\S.*\d+ threads");
        outcome.Output.ShouldContain("Absent; it is created");
        outcome.Output.ShouldMatch(@"BLAS +\S+");
        outcome.Output.ShouldMatch(@"matrix product +[\d.]+ GFLOP/s");
    }
}

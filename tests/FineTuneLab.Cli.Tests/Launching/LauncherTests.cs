namespace FineTuneLab.Cli.Tests.Launching;

public sealed class LauncherTests
{
    [Fact]
    public async Task FreshClone_AnyVerb_BuildsThenHandsOverFromWhereItWasCalled()
    {
        using var launcher = new LauncherFolder();

        var outcome = await launcher.RunAsync("leaderboard", "two words");

        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        outcome.Output.ShouldContain($"lab runs in {launcher.Elsewhere} with root {launcher.Root}");
        launcher.Notes.ShouldContain("lab.dll leaderboard two words");
        launcher.Builds.ShouldBe(1);
    }

    [Fact]
    public async Task NothingChanged_SecondCall_DoesNotBuild()
    {
        using var launcher = new LauncherFolder();
        await launcher.RunAsync("doctor");

        await launcher.RunAsync("doctor");

        launcher.Builds.ShouldBe(1);
    }

    [Fact]
    public async Task SourceChanged_NextCall_Builds()
    {
        using var launcher = new LauncherFolder();
        await launcher.RunAsync("doctor");
        launcher.Change("src/A.cs", "changed");

        await launcher.RunAsync("doctor");

        launcher.Builds.ShouldBe(2);
    }

    [Fact]
    public async Task TwoAtOnce_OneBuildsAndTheOtherWaits()
    {
        using var launcher = new LauncherFolder();
        using var first = launcher.Start("doctor");
        using var second = launcher.Start("doctor");

        var outcomes = await Task.WhenAll(Programs.LabProcess.EndAsync(first), Programs.LabProcess.EndAsync(second));

        outcomes.ShouldAllBe(outcome => outcome.ExitCode == 0);
        outcomes.Count(outcome => outcome.Errors.Contains("waiting")).ShouldBe(1);
        launcher.Builds.ShouldBe(1);
    }

    [Fact]
    public async Task BrokenSource_ShowsTheCompilersErrorAndFails()
    {
        using var launcher = new LauncherFolder();
        launcher.Stub("dotnet", """
            [ "$1" = --version ] && exit 0
            echo '/x/A.cs(3,9): error CS1002: ; expected [/x/A.csproj]'
            exit 1
            """);

        var outcome = await launcher.RunAsync("doctor");

        outcome.ExitCode.ShouldBe(1);
        outcome.Errors.ShouldContain("A.cs(3,9): error CS1002: ; expected");
        outcome.Errors.ShouldContain("build.log");
        outcome.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task NoCompilerAndNoAptGet_SaysWhatIsMissing()
    {
        using var launcher = new LauncherFolder();
        launcher.Uninstall("g++");
        launcher.Uninstall("cmake");

        var outcome = await launcher.RunAsync("doctor");

        outcome.ExitCode.ShouldBe(1);
        outcome.Errors.ShouldContain("g++ cmake");
        outcome.Errors.ShouldContain("no apt-get");
    }

    [Fact]
    public async Task NoCompilerAsRoot_InstallsItAfterAnUpdate()
    {
        using var launcher = new LauncherFolder();
        launcher.Uninstall("g++");
        launcher.Stub("apt-get", """echo "apt-get $*" >>"$NOTES" """);

        var outcome = await launcher.RunAsync("doctor");

        outcome.ExitCode.ShouldBe(0, outcome.Errors);
        var asked = launcher.Notes.Split('\n').Where(line => line.StartsWith("apt-get", StringComparison.Ordinal)).ToList();
        asked[0].ShouldEndWith("update");
        asked[1].ShouldEndWith("install -y --no-install-recommends g++");
    }

    [Fact]
    public async Task NoCompilerAsUserWithoutTerminal_AsksForNothingAndSaysTheCommand()
    {
        using var launcher = new LauncherFolder();
        launcher.Uninstall("g++");
        launcher.Stub("id", "echo 1000");
        launcher.Stub("apt-get", """echo "apt-get $*" >>"$NOTES" """);
        launcher.Stub("sudo", "exit 1");

        var outcome = await launcher.RunAsync("doctor");

        outcome.ExitCode.ShouldBe(1);
        outcome.Errors.ShouldContain("sudo apt-get install g++");
        launcher.Notes.ShouldNotContain("apt-get");
    }

    [Fact]
    public async Task AptGetFails_ShowsWhatItSaid()
    {
        using var launcher = new LauncherFolder();
        launcher.Uninstall("g++");
        launcher.Stub("apt-get", "echo 'E: Unable to locate package'; exit 100");

        var outcome = await launcher.RunAsync("doctor");

        outcome.ExitCode.ShouldBe(1);
        outcome.Errors.ShouldContain("E: Unable to locate package");
    }

    [Fact]
    public async Task NoSdk_SaysHowToGetIt()
    {
        using var launcher = new LauncherFolder();
        launcher.Stub("dotnet", "exit 1");

        var outcome = await launcher.RunAsync("doctor");

        outcome.ExitCode.ShouldBe(1);
        outcome.Errors.ShouldContain("dotnet-install.sh");
    }
}

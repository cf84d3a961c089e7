namespace FineTuneLab.Cli.Tests.Launching;

/// <summary><c>lab test</c> with a <c>dotnet test</c> that does what each test says.</summary>
public sealed class TestRunnerTests
{
    [Fact]
    public async Task EveryTestPasses_EndsWithTheCountAndDone()
    {
        var (exitCode, last) = await RunAsync("""counters 'total="5" executed="5" passed="5" failed="0"'""");

        exitCode.ShouldBe(0);
        last.ShouldBe("5 passed, 0 failed");
    }

    [Fact]
    public async Task SomeTestsFail_EndsWithTheCountAndFailed()
    {
        var (exitCode, last) = await RunAsync("""counters 'total="5" executed="5" passed="3" failed="2"'; exit 1""");

        exitCode.ShouldBe(1);
        last.ShouldBe("3 passed, 2 failed");
    }

    [Fact]
    public async Task SkippedTests_AreCounted()
    {
        var (exitCode, last) = await RunAsync("""counters 'total="5" executed="4" passed="4" failed="0" notExecuted="1"'""");

        exitCode.ShouldBe(0);
        last.ShouldBe("4 passed, 0 failed, 1 skipped");
    }

    [Fact]
    public async Task HostCrashesBeforeAResult_IsAFailure()
    {
        var (exitCode, last) = await RunAsync("exit 134");

        exitCode.ShouldBe(1);
        last.ShouldBe("0 passed, 1 failed");
    }

    [Fact]
    public async Task HostCrashesAfterPassingTests_IsAFailure()
    {
        var (exitCode, last) = await RunAsync("""counters 'total="4" executed="4" passed="4" failed="0"'; exit 1""");

        exitCode.ShouldBe(1);
        last.ShouldBe("4 passed, 1 failed");
    }

    [Fact]
    public async Task HostFindsNoTest_IsAFailure()
    {
        var (exitCode, last) = await RunAsync("""counters 'total="0" executed="0" passed="0" failed="0"'""");

        exitCode.ShouldBe(1);
        last.ShouldBe("0 passed, 1 failed");
    }

    [Fact]
    public async Task UnknownProject_IsWrongUsage()
    {
        using var launcher = new LauncherFolder();

        var outcome = await launcher.RunAsync("test", "absent");

        outcome.ExitCode.ShouldBe(2);
        outcome.Errors.ShouldContain("absent");
    }

    private static async Task<(int ExitCode, string LastLine)> RunAsync(string dotnetTest)
    {
        using var launcher = new LauncherFolder();
        launcher.Stub("dotnet", $$"""
            for word in "$@"; do [ "$previous" = --results-directory ] && results=$word; previous=$word; done
            counters() { echo "<Counters $1 />" >"$results/Some.Tests.trx"; }
            case "$1" in
              --version|build) exit 0 ;;
              test) {{dotnetTest}} ;;
            esac
            """);
        var outcome = await launcher.RunAsync("test");
        return (outcome.ExitCode, outcome.Output.TrimEnd().Split('\n')[^1]);
    }
}

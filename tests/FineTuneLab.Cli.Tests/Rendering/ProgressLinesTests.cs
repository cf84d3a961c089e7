using FineTuneLab.App.Features;
using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using FineTuneLab.Cli.Rendering;

namespace FineTuneLab.Cli.Tests.Rendering;

public sealed class ProgressLinesTests
{
    private readonly StringWriter _output = new();
    private readonly SteppedTime _time = new();

    [Fact]
    public void ManyUpdatesWithinTheInterval_WriteOneLine()
    {
        var progress = new ProgressLines(_output, _time);

        for (var done = 0; done < 50; done++)
            progress.Update(Working("tuning", done));

        Lines().ShouldBe(["[1/1] lora (seed 1): tuning 0 of 100 steps, 5 steps/s, 20 s left"]);
    }

    [Fact]
    public void IntervalOver_WritesAgain()
    {
        var progress = new ProgressLines(_output, _time);
        progress.Update(Working("tuning", 1));
        _time.Now += TimeSpan.FromSeconds(11);

        progress.Update(Working("tuning", 55));

        Lines().Length.ShouldBe(2);
        Lines()[1].ShouldContain("55 of 100");
    }

    [Fact]
    public void NextPhase_IsToldAtOnce()
    {
        var progress = new ProgressLines(_output, _time);
        progress.Update(Working("tuning", 1));

        progress.Update(Working("scoring", 1));

        Lines()[1].ShouldContain("scoring");
    }

    [Fact]
    public void FailedRun_IsToldOnceWithItsReason()
    {
        var progress = new ProgressLines(_output, _time);

        for (var i = 0; i < 3; i++)
        {
            progress.Update(Experiment(Run(RunStatus.Failed, null) with { Reason = "the worker was killed" }));
            _time.Now += TimeSpan.FromMinutes(1);
        }

        Lines().ShouldBe(["[1/1] lora (seed 1): failed: the worker was killed"]);
    }

    [Fact]
    public void QueuedRun_IsNotTold()
    {
        new ProgressLines(_output, _time).Update(Experiment(Run(RunStatus.Queued, null)));

        _output.ToString().ShouldBeEmpty();
    }

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static ExperimentView Working(string phase, double done) =>
        Experiment(Run(RunStatus.Running, new ProgressView(phase, done, 100, "steps", 5, 20)));

    private static ExperimentView Experiment(RunSummary run) => new(
        new ExperimentSummary("x", "", "", RunStatus.Running, 1, 0, 0, DateTimeOffset.UnixEpoch, null, double.NaN), "", null, [run], []);

    private static RunSummary Run(RunStatus status, ProgressView? progress) => new(
        "r", "x", "tiny", "lora", 1, status, null, 10, 0, false, progress, DateTimeOffset.UnixEpoch, null, null);

    private sealed class SteppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}

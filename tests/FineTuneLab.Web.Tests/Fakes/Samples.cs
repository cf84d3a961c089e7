using FineTuneLab.App.Features;
using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using FineTuneLab.Core.Experiments;

namespace FineTuneLab.Web.Tests.Fakes;

/// <summary>Views with sensible values, to be varied by a test in the one respect that it is about.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static ExperimentSummary Experiment(string name = "support-desk", RunStatus status = RunStatus.Done) => new(
        name, "Support desk", "Prompting or tuning?", status, 4, status == RunStatus.Done ? 4 : 1, 0, Noon, status == RunStatus.Done ? Noon.AddMinutes(7) : null, 42);

    public static RunSummary Run(string approach, RunStatus status = RunStatus.Done, ProgressView? progress = null) => new(
        "run-" + approach, "support-desk", "tiny-llama", approach, 1, status, null, 200, status == RunStatus.Done ? 200 : 50, false, progress,
        Noon, Noon, status == RunStatus.Done ? Noon.AddSeconds(40) : null);

    public static RunView RunView(RunSummary run, params Curve[] curves) => new(
        run, new ApproachSpec { Name = run.Approach }, "/lab/data/models/tiny-llama", new string('a', 64), null, "cpu, 2 threads", curves, null, null, [], [], [],
        "/lab/data/runs/" + run.Id, ["routing", "facts"], []);

    public static ItemView Item(string id, string prompt, string expected, string? output, bool? right) => new(
        "routing", id, prompt, expected, output, right, null, "label", new Dictionary<string, double> { ["label"] = right == true ? 1 : 0 }, 12, 3, 0.01, "stop");

    public static SuiteColumn Suite(string name, string role = "target") => new(name, name, role, "label");

    public static LeaderboardCell Cell(double value, bool isBest = false, bool inLead = false, int n = 200) => new(
        value, value - 0.05, value + 0.05, n, 0, isBest, inLead, new Dictionary<string, double>());

    public static LeaderboardRow Row(string approach, params (string Suite, LeaderboardCell Cell)[] cells) => new(
        approach, "tiny-llama", approach == "zero-shot", ["run-" + approach], cells.ToDictionary(cell => cell.Suite, cell => cell.Cell),
        double.NaN, double.NaN, double.NaN, double.NaN, 10, 300e6, 24, 0.012);
}

using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>One line of the list of experiments.</summary>
/// <param name="SecondsLeft">Estimate for all that is queued and running; NaN while there is nothing to estimate from.</param>
public sealed record ExperimentSummary(
    string Name, string Title, string Question, RunStatus Status, int RunsTotal, int RunsDone, int RunsFailed,
    DateTimeOffset SubmittedAt, DateTimeOffset? FinishedAt, double SecondsLeft);

/// <summary>One experiment with its runs in the order they are executed.</summary>
/// <param name="Yaml">The experiment as it was submitted.</param>
/// <param name="ResultFile">Absolute path of the RESULT.md that was written when it finished, if it was.</param>
/// <param name="Stale">One sentence for each input that has changed since its scores were computed; empty when all is fresh.</param>
public sealed record ExperimentView(
    ExperimentSummary Summary, string Yaml, string? ResultFile, IReadOnlyList<RunSummary> Runs, IReadOnlyList<string> Stale);

/// <summary>What submitting an experiment led to.</summary>
/// <param name="ScoresMissing">Scores that have to be computed; 0 means that nothing needs a worker.</param>
public sealed record ExperimentSubmitted(string Name, int Runs, int RunsQueued, int Scores, int ScoresMissing);

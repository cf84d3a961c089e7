using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;

namespace FineTuneLab.Cli.Rendering;

/// <summary>Progress for a pipe or a log: a line when a run starts, changes phase or ends, and every ten seconds while one works.</summary>
internal sealed class ProgressLines(TextWriter output, TimeProvider time) : IRunProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (string State, string Text, long At)> _told = new(StringComparer.Ordinal);

    public void Update(ExperimentView experiment)
    {
        for (var i = 0; i < experiment.Runs.Count; i++)
        {
            var run = experiment.Runs[i];
            var text = RunLabel.State(run);
            if (IsDue(run, text))
                output.WriteLine($"[{i + 1}/{experiment.Runs.Count}] {RunLabel.Of(run)}: {text}");
        }
    }

    private bool IsDue(RunSummary run, string text)
    {
        if (run.Status == RunStatus.Queued)
            return false;

        var state = $"{run.Status} {run.Progress?.Phase}";
        if (_told.TryGetValue(run.Id, out var last) && last.State == state && (last.Text == text || time.GetElapsedTime(last.At) < Interval))
            return false;

        _told[run.Id] = (state, text, time.GetTimestamp());
        return true;
    }
}

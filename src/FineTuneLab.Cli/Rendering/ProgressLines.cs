using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;

namespace FineTuneLab.Cli.Rendering;

/// <summary>Progress for a pipe or a log: a line when a run starts, changes phase or ends, and every ten seconds while one works.</summary>
internal sealed class ProgressLines(TextWriter output, TimeProvider time) : IRunProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (string State, long At)> _told = new(StringComparer.Ordinal);

    public void Update(ExperimentView experiment)
    {
        for (var i = 0; i < experiment.Runs.Count; i++)
        {
            var run = experiment.Runs[i];
            if (IsDue(run))
                output.WriteLine($"[{i + 1}/{experiment.Runs.Count}] {RunLabel.Of(run)}: {RunLabel.State(run)}");
        }
    }

    private bool IsDue(RunSummary run)
    {
        if (run.Status == RunStatus.Queued)
            return false;

        var state = $"{run.Status} {run.Progress?.Phase}";
        var known = _told.TryGetValue(run.Id, out var last);
        var changed = !known || last.State != state;
        if (!changed && (run.Status != RunStatus.Running || time.GetElapsedTime(last.At) < Interval))
            return false;

        _told[run.Id] = (state, time.GetTimestamp());
        return true;
    }
}

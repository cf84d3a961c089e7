using FineTuneLab.Cli.Rendering;
using FineTuneLab.Core.Events;

namespace FineTuneLab.Cli.Pretraining;

/// <summary>Tells how a pre-training goes on, from its events: one line that is drawn anew on a screen, a line every ten seconds elsewhere.</summary>
internal sealed class PretrainReport(TextWriter output, bool live, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<string, double> _metrics = new(StringComparer.Ordinal);
    private long _toldAt;

    public string? Failure { get; private set; }

    public void Tell(IReadOnlyList<RunEvent> events)
    {
        foreach (var said in events)
        {
            switch (said)
            {
                case Started started: Line(started.Compute); break;
                case Notice notice: Line(notice.Message); break;
                case ArtifactWritten artifact when File.Exists(artifact.Path): Line($"{artifact.Name}: {artifact.Path} ({Figures.Bytes(artifact.Bytes)})"); break;
                case Failed failed: Failure = failed.Reason; break;
                case Metric metric: _metrics[metric.Name] = metric.Value; break;
            }
        }

        if (events.OfType<Progress>().LastOrDefault() is { } progress)
            Show(progress);
    }

    private void Show(Progress progress)
    {
        var line = $"{progress.Phase}: {progress.Done:N0} of at most {progress.Total:N0} {progress.Unit}, "
            + $"{Figures.Number(progress.Rate)} {progress.Unit}/s, {Figures.Duration(progress.SecondsLeft)} left{Skills()}";
        if (live)
        {
            output.Write($"\r\e[K{line}");
        }
        else if (_toldAt == 0 || time.GetElapsedTime(_toldAt) >= Interval)
        {
            output.WriteLine(line);
            _toldAt = time.GetTimestamp();
        }
    }

    private string Skills()
    {
        var skills = _metrics.Where(metric => metric.Key.StartsWith(MetricNames.ProbePrefix, StringComparison.Ordinal))
            .Select(metric => $"{metric.Key[MetricNames.ProbePrefix.Length..]} {Figures.Percent(metric.Value)}");
        var loss = _metrics.TryGetValue(MetricNames.TrainLoss, out var value) ? $"; loss {Figures.Number(value)}" : "";
        return string.Join("; ", [loss, .. skills]);
    }

    private void Line(string text) => output.WriteLine(live ? $"\r\e[K{text}" : text);
}

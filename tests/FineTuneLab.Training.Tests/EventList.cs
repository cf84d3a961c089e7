using FineTuneLab.Core.Events;

namespace FineTuneLab.Training.Tests;

/// <summary>Keeps what a recipe tells, and lets a test act on it.</summary>
internal sealed class EventList(Action<RunEvent>? onAppend = null) : IRunEvents
{
    public List<RunEvent> All { get; } = [];

    public void Append(RunEvent runEvent)
    {
        All.Add(runEvent);
        onAppend?.Invoke(runEvent);
    }

    public IReadOnlyList<Metric> Metrics(string name) => All.OfType<Metric>().Where(metric => metric.Name == name).ToList();
}

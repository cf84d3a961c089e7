using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FineTuneLab.App.Runs;

internal sealed class LabFeed(ILogger<LabFeed> log) : ILabFeed
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();

    public IDisposable SubscribeExperiment(string? experiment, Func<Task> onChange) =>
        Add(change => experiment is null || change.Experiment is null || change.Experiment == experiment, onChange);

    public IDisposable SubscribeRun(string runId, Func<Task> onChange) =>
        Add(change => change.RunId is null || change.RunId == runId, onChange);

    public void Publish(LabChange change)
    {
        foreach (var subscription in _subscriptions.Keys.Where(subscription => subscription.Concerns(change)))
            subscription.Signal();
    }

    private Subscription Add(Func<LabChange, bool> concerns, Func<Task> onChange)
    {
        var subscription = new Subscription(concerns, onChange, this);
        _subscriptions[subscription] = 0;
        return subscription;
    }

    private sealed class Subscription(Func<LabChange, bool> concerns, Func<Task> onChange, LabFeed feed) : IDisposable
    {
        private readonly Lock _gate = new();
        private bool _changed;
        private bool _draining;

        public bool Concerns(LabChange change) => concerns(change);

        public void Signal()
        {
            lock (_gate)
            {
                _changed = true;
                if (_draining)
                    return;
                _draining = true;
            }

            _ = DrainAsync();
        }

        public void Dispose() => feed._subscriptions.TryRemove(this, out _);

        // The first change is told at once, later ones at most once an interval, and the last one always.
        private async Task DrainAsync()
        {
            await Task.Yield();
            while (TakeChange())
            {
                await TellAsync();
                await Task.Delay(Interval);
            }
        }

        private bool TakeChange()
        {
            lock (_gate)
            {
                var changed = _changed && feed._subscriptions.ContainsKey(this);
                _changed = false;
                _draining = changed;
                return changed;
            }
        }

        private async Task TellAsync()
        {
            try
            {
                await onChange();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A page that went away must not stop the others from hearing.
                feed.Report(e);
            }
        }
    }

    private void Report(Exception e) => log.LogWarning(e, "A subscriber of the feed failed.");
}

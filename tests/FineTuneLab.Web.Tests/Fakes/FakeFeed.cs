using FineTuneLab.App.Runs;

namespace FineTuneLab.Web.Tests.Fakes;

/// <summary>A feed that tells its subscribers when a test says so, and counts them.</summary>
internal sealed class FakeFeed : ILabFeed
{
    private readonly List<Func<Task>> _subscribers = [];

    public int Subscribers => _subscribers.Count;

    public IDisposable SubscribeExperiment(string? experiment, Func<Task> onChange) => Add(onChange);

    public IDisposable SubscribeRun(string runId, Func<Task> onChange) => Add(onChange);

    public void Publish(LabChange change) => TellAsync().GetAwaiter().GetResult();

    public Task TellAsync() => Task.WhenAll(_subscribers.ToArray().Select(tell => tell()));

    private Ending Add(Func<Task> onChange)
    {
        _subscribers.Add(onChange);
        return new Ending(() => _subscribers.Remove(onChange));
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

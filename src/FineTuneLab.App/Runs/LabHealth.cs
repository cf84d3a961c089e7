namespace FineTuneLab.App.Runs;

/// <summary>What keeps the queue from moving just now, for the pages to show; null when nothing does.</summary>
public sealed class LabHealth(ILabFeed feed)
{
    private volatile string? _problem;

    public string? Problem => _problem;

    public void Report(string? problem)
    {
        if (_problem == problem)
            return;
        _problem = problem;
        feed.Publish(LabChange.Everything);
    }
}

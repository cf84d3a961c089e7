namespace FineTuneLab.App.Runs;

/// <summary>What has just changed; a null part means "any": a new experiment, say, changes no particular run.</summary>
public sealed record LabChange(string? Experiment, string? RunId)
{
    public static LabChange Everything { get; } = new(null, null);
}

/// <summary>
/// Tells live pages that something has changed, after the change is in the database. Throttled: a subscriber is called
/// at most once per interval with nothing lost, so a page reads the newest state and never chases every event.
/// </summary>
public interface ILabFeed
{
    /// <summary>Calls <paramref name="onChange"/> for changes of one experiment, or of all when <paramref name="experiment"/> is null, until disposed.</summary>
    IDisposable SubscribeExperiment(string? experiment, Func<Task> onChange);

    /// <summary>Calls <paramref name="onChange"/> for changes of one run until disposed.</summary>
    IDisposable SubscribeRun(string runId, Func<Task> onChange);

    /// <summary>Raised by whoever has committed a change.</summary>
    void Publish(LabChange change);
}

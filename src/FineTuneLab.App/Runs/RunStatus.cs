namespace FineTuneLab.App.Runs;

/// <summary>Where a run, or an experiment as the sum of its runs, stands.</summary>
public enum RunStatus
{
    /// <summary>Waits for a device.</summary>
    Queued,

    Running,

    /// <summary>Every score that was asked for is there.</summary>
    Done,

    /// <summary>Ended with a reason that is kept; the queue went on.</summary>
    Failed,

    Cancelled,
}

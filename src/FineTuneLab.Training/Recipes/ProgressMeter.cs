using System.Diagnostics;
using FineTuneLab.Core.Events;

namespace FineTuneLab.Training.Recipes;

/// <summary>Tells how far a piece of work is, at most twice a second, with its rate and the time that is left.</summary>
public sealed class ProgressMeter(IRunEvents events, string phase, double total, string unit, double alreadyDone = 0)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _last;

    /// <param name="done">Units done in all, those of an earlier process included.</param>
    public void Report(double done)
    {
        if (done < total && _last != 0 && Stopwatch.GetElapsedTime(_last) < Interval)
            return;
        _last = Stopwatch.GetTimestamp();
        var elapsed = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        var rate = elapsed > 0 ? (done - alreadyDone) / elapsed : 0;
        var left = rate > 0 ? (total - done) / rate : double.NaN;
        events.Append(new Progress(phase, done, total, unit, rate, left));
    }
}

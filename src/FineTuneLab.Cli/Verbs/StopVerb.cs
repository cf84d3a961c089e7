using System.CommandLine;
using System.Diagnostics;
using FineTuneLab.App;
using FineTuneLab.App.Runs;
using FineTuneLab.Cli.Labs;
using FineTuneLab.Cli.Processes;
using FineTuneLab.Core;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab stop</c>: ends the server that <c>lab demo</c> left up.</summary>
internal static class StopVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var verb = new Verb("stop", "Stops the server of this lab. What runs then is taken up again by the next one.", "lab stop");
        verb.SetAction((_, cancellation) => StopAsync(LabSettings.Paths(), cancellation));
        return verb;
    }

    private static async Task<int> StopAsync(LabPaths paths, CancellationToken cancellation)
    {
        using var folder = new DataFolderLock(paths);
        if (folder.Holder() is not { } holder)
        {
            Console.WriteLine("No server has this lab.");
            return ExitCode.Done;
        }

        if (holder.Pid == 0)
            throw new LabException("a process has this lab, but it does not say which one it is.", paths.OwnerFile, "End it by hand.");
        Signals.Terminate(holder.Pid);
        var asked = Stopwatch.StartNew();
        while (folder.Holder()?.Pid == holder.Pid)
        {
            if (asked.Elapsed > Patience)
                throw new LabException($"process {holder.Pid} was asked to end and has not, for {Patience.TotalSeconds:0} s.", mend: $"End it by hand: kill -9 {holder.Pid}");
            await Task.Delay(100, cancellation);
        }

        Console.WriteLine($"Stopped process {holder.Pid}.");
        return ExitCode.Done;
    }
}

using System.CommandLine;
using FineTuneLab.Cli.Processes;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab bench ops | training</c>: the worker's own measurements.</summary>
internal static class BenchVerb
{
    public static Command Create()
    {
        var what = new Argument<string>("what") { Description = "ops: time per small operation and GFLOP/s; training: tokens a second. Both beside python3-torch where it is installed." };
        what.AcceptOnlyFromAmong("ops", "training");
        var verb = new Verb("bench", "Measures this machine.", "lab bench ops", "lab bench training") { what };
        verb.SetAction((parsed, cancellation) => WorkerProcess.RunAsync(["bench", parsed.GetValue(what)!], cancellation));
        return verb;
    }
}

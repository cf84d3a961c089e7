using System.CommandLine;
using FineTuneLab.Cli.Processes;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab doctor</c>: what this machine has and how fast it is.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var verb = new Verb("doctor", "Says what is installed, how fast this machine computes, and how the lab's data stands.", "lab doctor");
        verb.SetAction((_, cancellation) => WorkerProcess.RunAsync(["doctor"], cancellation));
        return verb;
    }
}

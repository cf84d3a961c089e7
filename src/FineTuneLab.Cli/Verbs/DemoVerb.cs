using System.CommandLine;
using FineTuneLab.App;
using FineTuneLab.App.Runs;
using FineTuneLab.Cli.Labs;
using FineTuneLab.Cli.Processes;
using FineTuneLab.Cli.Rendering;
using FineTuneLab.Core;
using Spectre.Console;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab demo</c>: the shipped comparison, in the browser and here; the server stays up.</summary>
internal static class DemoVerb
{
    private const string ShippedExperiment = "experiments/support-desk/experiment.yaml";

    public static Command Create()
    {
        var verb = new Verb("demo", "Starts the server, runs the shipped comparison, and shows the leaderboard and the recommendation.", "lab demo");
        verb.SetAction((_, cancellation) => RunAsync(LabSettings.Paths(), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(LabPaths paths, CancellationToken cancellation)
    {
        var experiment = Path.Combine(paths.Root, ShippedExperiment);
        if (!File.Exists(experiment))
            throw new LabException("the shipped comparison is not there.", experiment, "Take it back from the repository: git checkout experiments data");

        var address = await ServerAsync(paths, cancellation);
        var console = Terminal.Create();
        console.WriteLine($"The lab is open at {address}");
        await using var lab = new RemoteLab(address);
        var exitCode = await new ExperimentFlow(lab, console).RunAsync(experiment, cancellation);
        console.WriteLine($"Browse it at {address} (the server stays up; ./lab stop ends it).");
        return exitCode;
    }

    private static async Task<Uri> ServerAsync(LabPaths paths, CancellationToken cancellation)
    {
        using var folder = new DataFolderLock(paths);
        if (LabLocator.ServerOf(folder.Holder(), paths) is { } running)
            return running;

        var address = LoopbackPort.Address(LoopbackPort.FirstFree());
        await WebServerProcess.StartDetachedAsync(paths, address, cancellation);
        return address;
    }
}

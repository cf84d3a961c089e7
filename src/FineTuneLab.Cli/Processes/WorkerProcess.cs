using System.Diagnostics;
using FineTuneLab.Core;

namespace FineTuneLab.Cli.Processes;

/// <summary>Starts the worker's program, which alone loads libtorch, for the verbs that need the machine's arithmetic.</summary>
internal static class WorkerProcess
{
    /// <summary>Runs the worker on this terminal and waits for it. A cancelled call stops it.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        using var process = Start(arguments);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Signals.Terminate(process.Id);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return process.ExitCode;
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Programs.DotnetHost, [Programs.Worker, .. arguments]);
        return Process.Start(start) ?? throw new LabException("the worker could not be started.", Programs.Worker);
    }
}

using System.Diagnostics;
using FineTuneLab.Core;

namespace FineTuneLab.Cli.Processes;

/// <summary>Starts the worker's program, which alone loads libtorch, for the verbs that need the machine's arithmetic.</summary>
internal static class WorkerProcess
{
    /// <summary>Runs the worker on this terminal and waits for it. A cancelled call stops it.</summary>
    /// <returns>Its exit code.</returns>
    public static Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellation) =>
        RunAsync(new ProcessStartInfo(Programs.DotnetHost, [Programs.Worker, .. arguments]), cancellation);

    /// <summary>As <see cref="RunAsync(IEnumerable{string}, CancellationToken)"/>, with the worker's output appended to a file.</summary>
    public static Task<int> RunLoggedAsync(IEnumerable<string> arguments, string log, CancellationToken cancellation)
    {
        const string script = "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1";
        return RunAsync(new ProcessStartInfo("sh", ["-c", script, "lab", log, Programs.DotnetHost, Programs.Worker, .. arguments]), cancellation);
    }

    /// <summary>Runs the worker for a short answer; what it complains of goes to this terminal.</summary>
    /// <returns>Its standard output.</returns>
    /// <exception cref="LabException">It failed.</exception>
    public static async Task<string> AskAsync(string argument, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Programs.DotnetHost, [Programs.Worker, argument]) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new LabException("the worker could not be started.", Programs.Worker);
        var answer = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode == 0 ? answer : throw new LabException($"the worker cannot compute on this machine (exit code {process.ExitCode}).", mend: "What it said stands above.");
    }

    private static async Task<int> RunAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        using var process = Process.Start(start) ?? throw new LabException("the worker could not be started.", Programs.Worker);
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
}

using System.Diagnostics;
using FineTuneLab.App;
using FineTuneLab.Core;

namespace FineTuneLab.Cli.Processes;

/// <summary>Starts the web server: on this terminal, or so that it outlives it.</summary>
internal static class WebServerProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs the server on this terminal until it ends. A cancelled call stops it.</summary>
    public static async Task<int> RunAsync(LabPaths paths, Uri address, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(Programs.DotnetHost, Arguments(paths, address)))!;
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Signals.Terminate(process.Id);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return process.ExitCode;
    }

    /// <summary>Starts the server in a session of its own, its output in <see cref="LogFile"/>, and waits until it answers.</summary>
    /// <exception cref="LabException">It ended instead; the last lines of its log say why.</exception>
    public static async Task StartDetachedAsync(LabPaths paths, Uri address, CancellationToken cancellation)
    {
        Directory.CreateDirectory(paths.Data);
        const string script = "log=$1; shift; exec setsid \"$@\" </dev/null >\"$log\" 2>&1";
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script, "lab", LogFile(paths), Programs.DotnetHost, .. Arguments(paths, address)]))!;
        using var http = new HttpClient { BaseAddress = address };
        var started = Stopwatch.StartNew();
        while (!await AnswersAsync(http, cancellation))
        {
            if (process.HasExited)
                throw new LabException($"the web server ended at once.\n{string.Join('\n', LogTail(paths))}", LogFile(paths));
            if (started.Elapsed > Patience)
                throw new LabException($"the web server does not answer after {Patience.TotalSeconds:0} s.", LogFile(paths), "Look into its log; lab stop ends it.");
            await Task.Delay(200, cancellation);
        }
    }

    public static string LogFile(LabPaths paths) => Path.Combine(paths.Data, "lab.server.log");

    private static string[] Arguments(LabPaths paths, Uri address) =>
        [Programs.Web, "--root", paths.Root, "--urls", address.GetLeftPart(UriPartial.Authority)];

    private static IEnumerable<string> LogTail(LabPaths paths) =>
        File.Exists(LogFile(paths)) ? File.ReadLines(LogFile(paths)).TakeLast(10) : [];

    private static async Task<bool> AnswersAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync("api/health", cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

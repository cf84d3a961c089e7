using System.Net;
using System.Net.Sockets;
using FineTuneLab.Cli.Processes;
using FineTuneLab.Cli.Tests.Programs;

namespace FineTuneLab.Cli.Tests;

public sealed class ServerTests
{
    [Fact]
    public async Task PortInUse_Serve_NamesThePort()
    {
        using var lab = new TemporaryLab();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var outcome = await LabProcess.RunAsync(lab.Root, "serve", "--port", $"{port}");

        outcome.ShouldHaveFailedClearly().ShouldContain($"port {port} is in use");
    }

    [Fact]
    public void DefaultPortTaken_FirstFree_IsAnother()
    {
        using var first = TryListen(LoopbackPort.Default);

        var free = LoopbackPort.FirstFree();

        free.ShouldBeGreaterThan(LoopbackPort.Default);
        using var listener = new TcpListener(IPAddress.Loopback, free);
        listener.Start();
    }

    [Fact]
    public async Task ServedLab_SecondServer_SaysWhoHasItAndStopEndsTheFirst()
    {
        using var lab = new TemporaryLab();
        var port = FreePort();
        using var first = LabProcess.Start(lab.Root, "serve", "--port", $"{port}");
        try
        {
            await AnswersAsync(port);

            var second = await LabProcess.RunAsync(lab.Root, "serve", "--port", $"{FreePort()}");
            second.ShouldHaveFailedClearly().ShouldContain($"http://127.0.0.1:{port}");

            var stopped = await LabProcess.RunAsync(lab.Root, "stop");
            stopped.ExitCode.ShouldBe(0, stopped.Errors);
            (await LabProcess.EndAsync(first)).ExitCode.ShouldBe(0);
        }
        finally
        {
            first.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task ServedLab_Run_IsAnsweredByTheServer()
    {
        using var lab = new TemporaryLab();
        lab.Write("experiment.yaml", "name: x\nmodels: [data/models/absent]\nsuites: [data/suites/s]\napproaches:\n- name: zero-shot\n");
        var port = FreePort();
        using var server = LabProcess.Start(lab.Root, "serve", "--port", $"{port}");
        try
        {
            await AnswersAsync(port);

            // The folder is the server's: were it not asked, this would fail because of that.
            var outcome = await LabProcess.RunAsync(lab.Root, "run", "experiment.yaml");

            outcome.ShouldHaveFailedClearly().ShouldContain("data/models/absent");
        }
        finally
        {
            await LabProcess.RunAsync(lab.Root, "stop");
            server.Kill(entireProcessTree: true);
        }
    }

    private static async Task AnswersAsync(int port)
    {
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                if ((await http.GetAsync($"http://127.0.0.1:{port}/api/health")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not up yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"No server at port {port}.");
    }

    private static int FreePort()
    {
        using var listener = TryListen(0)!;
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static TcpListener? TryListen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            // Somebody else has it, which serves the test as well.
            listener.Dispose();
            return null;
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FineTuneLab.Web.Hosting;
using FineTuneLab.Web.Tests.Site;

namespace FineTuneLab.Web.Tests.Hosting;

/// <summary>The server as the process that <c>lab serve</c> starts.</summary>
public sealed class WebServerTests
{
    [Fact]
    public async Task PortInUse_EndsWithOneMessageAndItsMend()
    {
        await using var lab = TestLab.Prepare(0, "routing");
        using var other = new TcpListener(IPAddress.Loopback, lab.Address.Port);
        other.Start();

        var (exitCode, error) = await StartAsync(lab.Root, lab.Address);

        exitCode.ShouldBe(1);
        error.ShouldBe($"{lab.Address.GetLeftPart(UriPartial.Authority)}: port {lab.Address.Port} is in use by another program. "
            + $"Stop it, or choose another port: --urls http://127.0.0.1:{lab.Address.Port + 1}");
    }

    [Fact]
    public async Task SecondServerOnTheSameDataFolder_SaysWhoHasItAndStops()
    {
        await using var first = await TestLab.StartAsync(0, "routing");
        await using var free = TestLab.Prepare(0, "routing");

        var (exitCode, error) = await StartAsync(first.Root, free.Address);

        exitCode.ShouldBe(1);
        error.ShouldContain("the data folder is in use by");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task AddressThatOthersReach_EndsBeforeAnythingIsOpened()
    {
        await using var lab = TestLab.Prepare(0, "routing");

        var (exitCode, error) = await StartAsync(lab.Root, new Uri("http://0.0.0.0:5080"));

        exitCode.ShouldBe(1);
        error.ShouldContain("no sign-in");
        File.Exists(Path.Combine(lab.Root, "data", "lab.db")).ShouldBeFalse();
    }

    private static async Task<(int ExitCode, string Error)> StartAsync(string root, Uri address)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WebServer).Assembly.Location, "--root", root, "--urls", address.ToString()])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var error = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
            await process.WaitForExitAsync();
            return (process.ExitCode, error.Trim());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

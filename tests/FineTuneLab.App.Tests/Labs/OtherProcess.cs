using System.Diagnostics;

namespace FineTuneLab.App.Tests.Labs;

/// <summary>A lab in a process of its own, which can be killed.</summary>
internal sealed class OtherProcess : IDisposable
{
    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public static async Task<OtherProcess> StartAsync(LabFolder folder, string worker)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(OtherProcess).Assembly.Location, folder.Root, worker]) { RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
                return new OtherProcess(process);
        }

        throw new InvalidOperationException("The other lab ended before it was ready.");
    }

    /// <summary>SIGKILL to the lab alone; its workers live on.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

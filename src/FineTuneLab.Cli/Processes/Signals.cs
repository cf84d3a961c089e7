using System.Runtime.InteropServices;

namespace FineTuneLab.Cli.Processes;

/// <summary>Asks another process to end, which .NET's own <c>Process.Kill</c> cannot: it kills.</summary>
internal static class Signals
{
    private const int Sigterm = 15;

    public static void Terminate(int processId) => Kill(processId, Sigterm);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int processId, int signal);
}

using System.Net;
using System.Net.Sockets;

namespace FineTuneLab.Cli.Processes;

/// <summary>Ports of this machine's own address.</summary>
internal static class LoopbackPort
{
    public const int Default = 5080;

    private const int Tries = 50;

    public static Uri Address(int port) => new($"http://127.0.0.1:{port}");

    /// <summary>The default port, or the next one that nobody listens on.</summary>
    public static int FirstFree() => Enumerable.Range(Default, Tries).Where(IsFree).DefaultIfEmpty(Default).First();

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

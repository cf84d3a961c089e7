using System.Net;
using FineTuneLab.Core;

namespace FineTuneLab.Web.Hosting;

/// <summary>What <c>FineTuneLab.Web</c> is started with: <c>--urls</c> (one loopback address) and <c>--root</c> (the lab's folder).</summary>
public sealed record WebArguments(Uri Address, string Root)
{
    public const string Usage = "FineTuneLab.Web [--urls http://127.0.0.1:5080] [--root <folder of the lab>]";

    private const string DefaultAddress = "http://127.0.0.1:5080";

    /// <exception cref="LabException">An argument is unknown or lacks its value, or the address is not a loopback one.</exception>
    public static WebArguments Parse(IReadOnlyList<string> arguments)
    {
        var address = DefaultAddress;
        var root = Environment.CurrentDirectory;
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var name = arguments[i];
            if (name is not ("--urls" or "--root"))
                throw new LabException($"'{name}' is not an argument of the web server.", mend: "Usage: " + Usage);
            if (i + 1 >= arguments.Count)
                throw new LabException($"{name} lacks its value.", mend: "Usage: " + Usage);
            if (name == "--urls")
                address = arguments[i + 1];
            else
                root = arguments[i + 1];
        }

        return new WebArguments(Loopback(address), ExistingFolder(root));
    }

    private static Uri Loopback(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
            throw new LabException($"'{text}' is not an address to listen on.", "--urls", $"Give one like {DefaultAddress}.");
        if (!IsLoopback(address))
        {
            throw new LabException(
                $"{address.Host} can be reached by other machines, and this version has no sign-in.", "--urls",
                $"Listen on loopback, {DefaultAddress} say, and reach it from afar through ssh -L 5080:127.0.0.1:5080.");
        }

        return address;
    }

    private static bool IsLoopback(Uri address)
        => address.Host == "localhost" || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip));

    private static string ExistingFolder(string root)
    {
        var full = Path.GetFullPath(root);
        return Directory.Exists(full)
            ? full
            : throw new LabException("the lab's folder does not exist.", full, "Give the folder that holds data/ and experiments/ as --root.");
    }
}

using System.CommandLine;
using System.Globalization;
using FineTuneLab.Cli.Labs;
using FineTuneLab.Cli.Processes;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab serve</c>: the pages, on this terminal, until Ctrl-C.</summary>
internal static class ServeVerb
{
    public static Command Create()
    {
        var port = new Option<int?>("--port") { Description = $"Port on loopback. Without it {LoopbackPort.Default}, or the next one that is free." };
        port.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, CultureInfo.InvariantCulture, out var number) && number is < 1 or > 65535)
                result.AddError("--port wants a number from 1 to 65535.");
        });
        var verb = new Verb("serve", "Serves the lab's pages on loopback and works off its queue until Ctrl-C.", "lab serve", "lab serve --port 8080") { port };
        verb.SetAction((parsed, cancellation) =>
        {
            var address = LoopbackPort.Address(parsed.GetValue(port) ?? LoopbackPort.FirstFree());
            return WebServerProcess.RunAsync(LabSettings.Paths(), address, cancellation);
        });
        return verb;
    }
}

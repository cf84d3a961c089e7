using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace FineTuneLab.Cli;

/// <summary>The library's help, followed by the verb's examples.</summary>
internal sealed class VerbHelp(HelpAction inner) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        inner.Invoke(parseResult);
        if (parseResult.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in verb.Examples)
                output.WriteLine("  " + example);
            output.WriteLine();
        }

        return ExitCode.Done;
    }
}

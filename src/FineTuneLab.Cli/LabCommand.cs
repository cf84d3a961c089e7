using System.CommandLine;
using System.CommandLine.Help;
using FineTuneLab.Cli.Verbs;

namespace FineTuneLab.Cli;

/// <summary>The command line of <c>lab</c>: every verb, and the help.</summary>
internal static class LabCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand(
            "FineTuneLab compares prompting, retrieval and fine-tuning of a small language model on the same eval suites. " +
            "Beside these verbs the launcher has `lab test [project …]`, which builds and runs every test.");
        root.Subcommands.Add(DoctorVerb.Create());
        root.Subcommands.Add(BenchVerb.Create());

        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new VerbHelp((HelpAction)help.Action!);
        return root;
    }
}

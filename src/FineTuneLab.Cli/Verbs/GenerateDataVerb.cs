using System.CommandLine;
using FineTuneLab.App.Features.Data;
using FineTuneLab.Cli.Labs;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab generate-data</c>: the shop's data, as shipped or from another seed.</summary>
internal static class GenerateDataVerb
{
    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "Determines every name and every fact.", DefaultValueFactory = _ => 1 };
        var verb = new Verb("generate-data", "Writes the fictional shop's knowledge base, training sets and suites under data/.", "lab generate-data --seed 1") { seed };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var written = await LabInProcess.AskAsync(new GenerateData(parsed.GetValue(seed)), cancellation);
            foreach (var line in written.Paths.Concat(written.Notes))
                Console.WriteLine(line);
            return ExitCode.Done;
        });
        return verb;
    }
}

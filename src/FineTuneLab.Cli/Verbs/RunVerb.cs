using System.CommandLine;
using FineTuneLab.Cli.Labs;
using FineTuneLab.Cli.Rendering;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab run</c>: an experiment from its file to its leaderboard.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("experiment.yaml") { Description = "The experiment's file, or the folder that holds it." };
        var verb = new Verb(
            "run", "Runs an experiment and shows its leaderboard and recommendation. Only what is not known yet is computed.",
            "lab run experiments/support-desk/experiment.yaml") { file };
        verb.SetAction(async (parsed, cancellation) =>
        {
            await using var lab = await LabLocator.OpenAsync(cancellation);
            return await new ExperimentFlow(lab, Terminal.Create()).RunAsync(Path.GetFullPath(parsed.GetValue(file)!), cancellation);
        });
        return verb;
    }
}

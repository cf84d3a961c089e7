using System.CommandLine;
using System.Text.Json;
using FineTuneLab.App.Features.Experiments;
using FineTuneLab.Cli.Labs;
using FineTuneLab.Cli.Rendering;
using FineTuneLab.Core;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab leaderboard</c>: what is known of an experiment.</summary>
internal static class LeaderboardVerb
{
    public static Command Create()
    {
        var experiment = new Argument<string?>("experiment") { Description = "The experiment's name; without it, the one submitted last.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "Write the leaderboard as JSON." };
        var verb = new Verb("leaderboard", "Shows the leaderboard of an experiment from the scores that are known.", "lab leaderboard", "lab leaderboard support-desk --json") { experiment, json };
        verb.SetAction((parsed, cancellation) => ShowAsync(parsed.GetValue(experiment), parsed.GetValue(json), cancellation));
        return verb;
    }

    private static async Task<int> ShowAsync(string? experiment, bool json, CancellationToken cancellation)
    {
        var name = experiment ?? await LastAsync(cancellation);
        var board = await LabInProcess.AskAsync(new GetLeaderboard(name), cancellation);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(board, LabJson.Indented));
            return ExitCode.Done;
        }

        var console = Terminal.Create();
        LeaderboardTables.Write(console, board);
        RecommendationText.Write(console, await LabInProcess.AskAsync(new GetRecommendation(name), cancellation));
        return ExitCode.Done;
    }

    private static async Task<string> LastAsync(CancellationToken cancellation)
    {
        var experiments = await LabInProcess.AskAsync(new ListExperiments(), cancellation);
        return experiments.Count > 0
            ? experiments[0].Name
            : throw new LabException("no experiment has been run yet.", mend: "Run the shipped one: lab demo");
    }
}

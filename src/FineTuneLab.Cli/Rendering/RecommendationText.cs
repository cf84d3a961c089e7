using FineTuneLab.App.Features.Experiments;
using Spectre.Console;

namespace FineTuneLab.Cli.Rendering;

/// <summary>The recommendation and its reasons on a terminal.</summary>
internal static class RecommendationText
{
    public static void Write(IAnsiConsole console, RecommendationView recommendation)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{recommendation.Headline}[/]");
        foreach (var reason in recommendation.Reasons)
            console.MarkupLineInterpolated($"  • {reason.Text}");
        console.WriteLine();
    }
}

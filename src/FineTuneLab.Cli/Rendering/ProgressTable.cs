using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FineTuneLab.Cli.Rendering;

/// <summary>Progress for a terminal: one table that is drawn anew, a row a run with its bar, rate and time left.</summary>
internal sealed class ProgressTable(LiveDisplayContext display) : IRunProgress
{
    private const int BarWidth = 24;

    public void Update(ExperimentView experiment)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("mark", "run", "bar", "state");
        foreach (var run in experiment.Runs)
            table.AddRow(Mark(run.Status), new Text(RunLabel.Of(run)), Bar(run), new Text(RunLabel.State(run)).Ellipsis());

        var summary = experiment.Summary;
        var left = double.IsFinite(summary.SecondsLeft) ? $", {Figures.Duration(summary.SecondsLeft)} left" : "";
        display.UpdateTarget(new Rows(table, new Text($"{summary.RunsDone} of {summary.RunsTotal} runs done{left}")));
    }

    private static Markup Mark(RunStatus status) => new(status switch
    {
        RunStatus.Done => "[green]✓[/]",
        RunStatus.Failed => "[red]✗[/]",
        RunStatus.Cancelled => "[yellow]–[/]",
        RunStatus.Running => "[blue]›[/]",
        _ => " ",
    });

    private static IRenderable Bar(RunSummary run)
    {
        var share = run.Status == RunStatus.Done ? 1 : run.Progress?.Share ?? 0;
        var full = (int)Math.Round(share * BarWidth);
        return new Markup($"[blue]{new string('━', full)}[/][dim]{new string('─', BarWidth - full)}[/]");
    }
}

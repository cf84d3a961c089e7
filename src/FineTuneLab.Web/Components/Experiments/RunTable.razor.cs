using FineTuneLab.App.Features.Runs;
using Microsoft.AspNetCore.Components;

namespace FineTuneLab.Web.Components.Experiments;

/// <summary>The runs of an experiment in the order they are executed; two of them can be chosen for a comparison.</summary>
public partial class RunTable
{
    private readonly List<string> _chosen = [];
    private bool _manyModels;
    private bool _manySeeds;

    [Parameter, EditorRequired]
    public required IReadOnlyList<RunSummary> Runs { get; set; }

    [Parameter, EditorRequired]
    public required Tones Tones { get; set; }

    protected override void OnParametersSet()
    {
        _manyModels = Runs.Select(run => run.Model).Distinct().Skip(1).Any();
        _manySeeds = Runs.Select(run => run.Seed).Distinct().Skip(1).Any();
    }

    private void Choose(string id)
    {
        if (_chosen.Remove(id))
            return;

        // A third choice replaces the older of the two.
        if (_chosen.Count == 2)
            _chosen.RemoveAt(0);
        _chosen.Add(id);
    }

    private static string Took(RunSummary run)
        => run is { StartedAt: { } start, EndedAt: { } end } ? Figures.Duration((end - start).TotalSeconds) : "";
}

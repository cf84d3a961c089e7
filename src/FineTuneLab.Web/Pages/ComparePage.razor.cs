using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.Core;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace FineTuneLab.Web.Pages;

/// <summary>Two runs of an experiment side by side with the items on which they differ. The address says which, so that it can be shared.</summary>
public partial class ComparePage
{
    private const string OnlyDifferent = "Only where they differ";
    private const int PageSize = 25;
    private static readonly string[] Views = [OnlyDifferent, "All items"];

    private IReadOnlyList<RunSummary>? _runs;
    private RunSummary? _left;
    private RunComparison? _comparison;
    private string _view = OnlyDifferent;
    private int _skip;
    private string _shown = "";

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? Left { get; set; }

    [SupplyParameterFromQuery]
    public string? Right { get; set; }

    [SupplyParameterFromQuery]
    public string? Suite { get; set; }

    protected override async Task ReadAsync()
    {
        if (string.IsNullOrEmpty(Left))
            throw new LabException("no run is named.", "left", "Choose runs to compare on an experiment's page.");

        var choice = $"{Left}/{Right}/{Suite}";
        _skip = choice == _shown ? _skip : 0;
        _shown = choice;
        _left = (await Lab.Send(new ShowRun(Left))).Summary;
        _runs = (await Lab.Send(new ShowExperiment(_left.Experiment))).Runs;
        _comparison = string.IsNullOrEmpty(Right) ? null : await Lab.Send(new CompareRuns(
            Left, Right, string.IsNullOrEmpty(Suite) ? null : Suite, _view == OnlyDifferent, _skip, PageSize));
    }

    private async Task ShowAsync(string view)
    {
        _view = view;
        _skip = 0;
        await TryAsync(ReadAsync);
    }

    private async Task TurnAsync(PagerEventArgs page)
    {
        _skip = page.Skip;
        await TryAsync(ReadAsync);
    }

    private void Go(string? left, string? right, string? suite = null)
        => Navigation.NavigateTo($"compare?left={Uri.EscapeDataString(left ?? "")}&right={Uri.EscapeDataString(right ?? "")}&suite={Uri.EscapeDataString(suite ?? "")}");
}

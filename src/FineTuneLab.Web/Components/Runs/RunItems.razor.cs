using FineTuneLab.App.Features;
using FineTuneLab.App.Features.Runs;
using MediatR;
using Microsoft.AspNetCore.Components;
using Radzen;
using Radzen.Blazor;

namespace FineTuneLab.Web.Components.Runs;

/// <summary>A run's items by the page, filtered by suite and outcome.</summary>
public partial class RunItems
{
    private const string AllSuites = "All suites";
    private const int PageSize = 25;
    private static readonly string[] Outcomes = Enum.GetNames<ItemOutcome>();

    private RadzenPager? _pager;
    private IReadOnlyList<string> _suites = [];
    private string _suite = AllSuites;
    private ItemOutcome _outcome = ItemOutcome.All;
    private int _skip;
    private string? _suggested;
    private Page<ItemView>? _page;

    [Inject]
    private ISender Lab { get; set; } = null!;

    [Parameter, EditorRequired]
    public required RunView Run { get; set; }

    /// <summary>The suite to begin with.</summary>
    [Parameter]
    public string? Suite { get; set; }

    private string EmptyText => _outcome switch
    {
        ItemOutcome.Missing => "Every item of this choice is scored.",
        ItemOutcome.Wrong => "No item of this choice is wrong.",
        _ => "Nothing of this choice is scored yet. Choose another outcome or suite, or wait for the run.",
    };

    protected override Task OnParametersSetAsync()
    {
        _suites = [AllSuites, .. Run.Suites];
        if (Suite != _suggested)
        {
            _suggested = Suite;
            _suite = Suite is not null && Run.Suites.Contains(Suite) ? Suite : AllSuites;
        }

        return ReadAsync();
    }

    private async Task ChooseOutcomeAsync(string outcome)
    {
        _outcome = Enum.Parse<ItemOutcome>(outcome);
        await ReadFromStartAsync();
    }

    private async Task ChooseSuiteAsync(object suite)
    {
        _suite = (string)suite;
        await ReadFromStartAsync();
    }

    private async Task TurnAsync(PagerEventArgs page)
    {
        _skip = page.Skip;
        await ReadAsync();
    }

    private async Task ReadFromStartAsync()
    {
        _skip = 0;
        await ReadAsync();
        if (_pager is not null)
            await _pager.FirstPage();
    }

    private async Task ReadAsync()
        => _page = await Lab.Send(new ListRunItems(Run.Summary.Id, _suite == AllSuites ? null : _suite, _outcome, _skip, PageSize));
}

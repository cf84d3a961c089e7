using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Runs;
using FineTuneLab.Web.Components.Experiments;
using Microsoft.AspNetCore.Components;

namespace FineTuneLab.Web.Pages;

/// <summary>What to do and why, each sentence with the way to the items that it rests on.</summary>
public partial class RecommendationPage
{
    private ExperimentView? _experiment;
    private RecommendationView? _advice;
    private LeaderboardView? _board;
    private Tones _tones = new([]);

    [Parameter]
    public required string Name { get; set; }

    protected override async Task ReadAsync()
    {
        _experiment = await Lab.Send(new ShowExperiment(Name));
        _board = await Lab.Send(new GetLeaderboard(Name));
        _advice = await Lab.Send(new GetRecommendation(Name));
        _tones = new Tones(_experiment.Runs.Select(run => run.Approach));
    }

    protected override IDisposable Follow(ILabFeed feed, Func<Task> onChange) => feed.SubscribeExperiment(Name, onChange);
}

using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Runs;

namespace FineTuneLab.Web.Pages;

/// <summary>All experiments with their state; follows every change.</summary>
public partial class ExperimentList
{
    private IReadOnlyList<ExperimentSummary>? _experiments;

    protected override async Task ReadAsync() => _experiments = await Lab.Send(new ListExperiments());

    protected override IDisposable Follow(ILabFeed feed, Func<Task> onChange) => feed.SubscribeExperiment(null, onChange);
}

using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Runs;
using FineTuneLab.Core;
using FineTuneLab.Web.Pages;
using FineTuneLab.Web.Tests.Components;
using global::Bunit;
using static FineTuneLab.Web.Tests.Fakes.Samples;

namespace FineTuneLab.Web.Tests.Pages;

public sealed class ExperimentListTests : ComponentTest
{
    [Fact]
    public void NoExperiments_SaysWhatToDo()
    {
        Lab.On<ListExperiments, IReadOnlyList<ExperimentSummary>>(_ => []);

        var page = Render<ExperimentList>();

        page.Find(".empty").TextContent.ShouldContain("./lab demo");
        page.Find(".empty a").GetAttribute("href").ShouldBe("experiments/new");
    }

    [Fact]
    public async Task Change_IsShownWithoutAReload()
    {
        var status = RunStatus.Queued;
        Lab.On<ListExperiments, IReadOnlyList<ExperimentSummary>>(_ => [Experiment(status: status)]);
        var page = Render<ExperimentList>();
        page.Find(".status").TextContent.ShouldBe("Queued");

        status = RunStatus.Running;
        await Feed.TellAsync();

        page.Find(".status").TextContent.ShouldBe("Running");
    }

    [Fact]
    public async Task LeftPage_StopsFollowing()
    {
        Lab.On<ListExperiments, IReadOnlyList<ExperimentSummary>>(_ => []);
        Render<ExperimentList>();
        Feed.Subscribers.ShouldBe(1);

        await DisposeComponentsAsync();

        Feed.Subscribers.ShouldBe(0);
    }

    [Fact]
    public void BrokenDatabase_ShowsTheLabsWords()
    {
        Lab.On<ListExperiments, IReadOnlyList<ExperimentSummary>>(_ => throw new LabException("the database is damaged.", "data/lab.db", "Restore it."));

        Render<ExperimentList>().Find("[role=alert]").TextContent.ShouldContain("data/lab.db: the database is damaged. Restore it.");
    }
}

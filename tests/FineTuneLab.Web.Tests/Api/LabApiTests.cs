using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Lab;
using FineTuneLab.App.Runs;
using FineTuneLab.Core;
using FineTuneLab.Web.Tests.Site;

namespace FineTuneLab.Web.Tests.Api;

/// <summary>The HTTP API over the real app and a real SQLite file.</summary>
public sealed class LabApiTests(SmallLab small) : IClassFixture<SmallLab>
{
    private const string Yaml = """
        name: {0}
        title: Routing
        models: [data/models/tiny-llama]
        suites: [data/suites/routing, data/suites/sums]
        approaches:
          - name: zero-shot
          - name: instructed
            prompt: {{ instruction: true }}
        """;

    private HttpClient Http => small.Lab.Http;

    [Fact]
    public async Task Health_SaysWhoServesWhat()
    {
        var status = await Http.GetFromJsonAsync<LabStatus>("/api/health", LabJson.Options);

        status!.Root.ShouldBe(small.Lab.Root);
        status.OwnedByThisProcess.ShouldBeTrue();
    }

    [Fact]
    public async Task SubmittedExperiment_RunsToItsLeaderboardAndRecommendation()
    {
        var submitted = await SubmitAsync("api-run");
        submitted.Runs.ShouldBe(2);

        var view = await DoneAsync("api-run");
        view.Runs.ShouldAllBe(run => run.Scored == run.Items);
        var board = await Http.GetFromJsonAsync<LeaderboardView>("/api/experiments/api-run/leaderboard", LabJson.Options);
        board!.Rows.Select(row => row.Approach).ShouldBe(["zero-shot", "instructed"], ignoreOrder: true);
        board.Rows.SelectMany(row => row.Cells.Values).ShouldAllBe(cell => cell.N > 0 && cell.Low <= cell.Value + 1e-9 && cell.Value <= cell.High + 1e-9);
        var advice = await Http.GetFromJsonAsync<RecommendationView>("/api/experiments/api-run/recommendation", LabJson.Options);
        advice!.Headline.ShouldNotBeEmpty();
        var all = await Http.GetFromJsonAsync<List<ExperimentSummary>>("/api/experiments", LabJson.Options);
        all!.ShouldContain(experiment => experiment.Name == "api-run");
    }

    [Fact]
    public async Task UnknownExperiment_IsAProblemThatNamesIt()
    {
        using var response = await Http.GetAsync("/api/experiments/no-such");

        (await ProblemAsync(response)).ShouldContain("no-such");
    }

    [Fact]
    public async Task UnknownKeyInYaml_IsAProblemThatNamesTheLine()
    {
        using var response = await Http.PostAsJsonAsync("/api/experiments", new { yaml = "name: x\nmodells: []\n" });

        (await ProblemAsync(response)).ShouldContain("modells");
    }

    [Theory]
    [InlineData("{", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("path=x", "application/x-www-form-urlencoded")]
    public async Task MalformedBody_IsAProblemAndNoCrash(string body, string type)
    {
        using var response = await Http.PostAsync("/api/experiments", new StringContent(body, Encoding.UTF8, type));

        (await ProblemAsync(response)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task UnknownAddress_IsNotAPage()
    {
        using var response = await Http.GetAsync("/api/nothing");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task CancelOfWhatHasEnded_ChangesNothing()
    {
        await SubmitAsync("api-cancel");
        var view = await DoneAsync("api-cancel");

        using var experiment = await Http.PostAsync("/api/experiments/api-cancel/cancel", null);
        using var run = await Http.PostAsync($"/api/runs/{view.Runs[0].Id}/cancel", null);

        (await experiment.Content.ReadAsStringAsync()).ShouldBe("0");
        (await run.Content.ReadAsStringAsync()).ShouldBe("false");
    }

    private async Task<ExperimentSubmitted> SubmitAsync(string name)
    {
        using var response = await Http.PostAsJsonAsync("/api/experiments", new { yaml = string.Format(Yaml, name) });
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<ExperimentSubmitted>(LabJson.Options))!;
    }

    private async Task<ExperimentView> DoneAsync(string name)
    {
        for (var end = DateTime.UtcNow.AddMinutes(2); DateTime.UtcNow < end; await Task.Delay(100))
        {
            var view = await Http.GetFromJsonAsync<ExperimentView>("/api/experiments/" + name, LabJson.Options);
            if (view!.Summary.Status is RunStatus.Done or RunStatus.Failed)
            {
                view.Summary.Status.ShouldBe(RunStatus.Done, string.Join(' ', view.Runs.Select(run => run.Reason)));
                return view;
            }
        }

        throw new TimeoutException($"{name} is not done.");
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return problem.RootElement.GetProperty("detail").GetString()!;
    }
}

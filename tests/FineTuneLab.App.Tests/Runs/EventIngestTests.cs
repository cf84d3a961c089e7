using FineTuneLab.App.Data;
using FineTuneLab.App.Features;
using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;
using FineTuneLab.Core;
using FineTuneLab.Core.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FineTuneLab.App.Tests.Runs;

public sealed class EventIngestTests : IAsyncLifetime
{
    private readonly LabFolder _folder = new();
    private TestLab _lab = null!;
    private string _run = "";

    public async Task InitializeAsync()
    {
        _lab = new TestLab(_folder, ScriptedWorker.Good(_folder));
        await _lab.SendAsync(new CreateExperiment(_folder.Yaml(approaches: LabFolder.TunedApproaches)));
        _run = (await _lab.RunsAsync())[1].Id;
    }

    public async Task DisposeAsync()
    {
        await _lab.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task TornLastLine_Ingested_WaitsUntilItIsWhole()
    {
        await File.WriteAllTextAsync(_folder.Events(_run), """{"kind":"notice","time":1,"message":"one"}""" + "\n" + """{"kind":"notice","ti""");
        (await IngestAsync()).ShouldBeTrue();
        (await IngestAsync()).ShouldBeFalse();
        await File.AppendAllTextAsync(_folder.Events(_run), """me":2,"message":"two"}""" + "\n");
        (await IngestAsync()).ShouldBeTrue();

        (await ShowAsync()).Notices.Select(notice => notice.Message).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task SameEventsAgain_Ingested_ChangeNothing()
    {
        var key = (await KeysAsync())[0];
        Tell(new Metric(MetricNames.TrainLoss, 1, 2.5), Scored(key, "green"), new Metric(MetricNames.TrainLoss, 2, 2.0));
        await IngestAsync();
        Tell(new Metric(MetricNames.TrainLoss, 2, 1.75), Scored(key, "another answer"));
        await IngestAsync();

        var run = await ShowAsync();
        run.Summary.Scored.ShouldBe(1);
        run.Curves.ShouldHaveSingleItem().Points.ShouldBe([new CurvePoint(1, 2.5), new CurvePoint(2, 1.75)]);
        (await _lab.SendAsync(new ListRunItems(_run, Outcome: ItemOutcome.Right))).Rows.ShouldHaveSingleItem().Output.ShouldBe("green");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(0.1 + 0.2)]
    [InlineData(double.Epsilon)]
    public async Task AnyDouble_Ingested_ComesBackAsTheSameBits(double value)
    {
        var key = (await KeysAsync())[0];
        Tell(new Metric("probe/colours", 7, value), Scored(key, "x") with { Scores = new Dictionary<string, double> { ["exact-match"] = value }, Seconds = value });
        await IngestAsync();

        Bits((await ShowAsync()).Curves[0].Points[0].Value).ShouldBe(Bits(value));
        var item = (await _lab.SendAsync(new ListRunItems(_run))).Rows.Single(row => row.Output == "x");
        Bits(item.Scores["exact-match"]).ShouldBe(Bits(value));
        Bits(item.Seconds!.Value).ShouldBe(Bits(value));
        item.Right.ShouldBe(double.IsNaN(value) ? null : value >= 0.5);
    }

    [Fact]
    public async Task LineThatIsNoEvent_Ingested_NamesTheFileAndKeepsWhatWas()
    {
        Tell(new Notice("kept"));
        await IngestAsync();
        await File.AppendAllTextAsync(_folder.Events(_run), "{\"kind\":\"unheard-of\"}\n");

        var failure = await Should.ThrowAsync<LabException>(IngestAsync);

        failure.Where.ShouldBe(_folder.Events(_run));
        (await ShowAsync()).Notices.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task EverythingAWorkerTells_Ingested_IsShown()
    {
        Tell(
            new Started(1, "cpu, 2 threads"), new Progress("tuning", 3, 12, "steps", 1.5, 6), new TuningSummary(100, 400, 12, 999, 3.5, false),
            new ArtifactWritten("model.safetensors", "/x/model.safetensors", 12, "ab"), new Resources(5, 6, 7));
        await IngestAsync();

        var run = await ShowAsync();

        run.Compute.ShouldBe("cpu, 2 threads");
        run.Summary.Progress.ShouldBe(new ProgressView("tuning", 3, 12, "steps", 1.5, 6));
        run.Tuning!.TrainableShare.ShouldBe(0.25);
        run.Artifacts.ShouldHaveSingleItem().Name.ShouldBe("model.safetensors");
        run.Resources.ShouldBe(new ResourcesView(5, 6, 7));
        run.Suites.ShouldBe(["colours", "train:colours"]);
    }

    [Fact]
    public async Task NewEvents_Ingested_TellTheSubscribersOfThisRunOnly()
    {
        var feed = _lab.Services.GetRequiredService<ILabFeed>();
        var told = new SemaphoreSlim(0);
        var toldOfOthers = 0;
        using var mine = feed.SubscribeRun(_run, () => Task.FromResult(told.Release()));
        using var other = feed.SubscribeRun("another", () => Task.FromResult(toldOfOthers++));

        Tell(new Notice("news"));
        await IngestAsync();

        (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        toldOfOthers.ShouldBe(0);
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private Task<bool> IngestAsync() => _lab.Services.GetRequiredService<EventIngest>().IngestAsync(_run, CancellationToken.None);

    private Task<RunView> ShowAsync() => _lab.SendAsync(new ShowRun(_run));

    private void Tell(params IEnumerable<RunEvent> events)
    {
        using var log = new EventLogWriter(_folder.Events(_run));
        foreach (var one in events)
            log.Append(one);
    }

    private async Task<List<string>> KeysAsync()
    {
        await using var db = await _lab.Services.GetRequiredService<IDbContextFactory<LabDb>>().CreateDbContextAsync();
        return await db.RunItems.Where(item => item.RunId == _run).OrderBy(item => item.Position).Select(item => item.Key).ToListAsync();
    }

    private static ItemScored Scored(string key, string output) =>
        new(key, "colours", "c0", output, new Dictionary<string, double> { ["exact-match"] = 1 }, 3, 1, 0.25, 1, "stop");
}

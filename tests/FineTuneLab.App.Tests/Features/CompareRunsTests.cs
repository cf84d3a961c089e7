using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Tests.Labs;

namespace FineTuneLab.App.Tests.Features;

public sealed class CompareRunsTests
{
    [Fact]
    public async Task TwoRuns_Compared_ShowTheItemsOnWhichTheyDiffer()
    {
        using var folder = new LabFolder();
        // Of the instructed run every answer but the first is wrong.
        var worker = ScriptedWorker.Write(folder, "split", """
            cd "$1"
            case "$1" in *instructed*) wrong='2,$s/"exact-match":1/"exact-match":0/';; *) wrong='';; esac
            sed 's/^{"key":"\([^"]*\)","suite":"\([^"]*\)","item":"\([^"]*\)",.*/{"kind":"item","time":1,"key":"\1","suite":"\2","item":"\3","output":"x","scores":{"exact-match":1},"promptTokens":5,"completionTokens":1,"seconds":0.01,"batchSize":1,"finishReason":"stop"}/' requests.jsonl | sed "$wrong" >>events.jsonl
            echo '{"kind":"finished","time":9}' >>events.jsonl
            """);
        await using var lab = new TestLab(folder, worker);
        await lab.StartAsync();
        await lab.SendAsync(new CreateExperiment(folder.Yaml()));
        var runs = await lab.UntilEndedAsync();

        var differing = await lab.SendAsync(new CompareRuns(runs[0].Id, runs[1].Id, Take: 2));
        var all = await lab.SendAsync(new CompareRuns(runs[0].Id, runs[1].Id, OnlyDifferent: false));

        differing.Suites.ShouldBe([new SuiteComparison("colours", Items: 6, BothRight: 1, OnlyLeftRight: 5, OnlyRightRight: 0, BothWrong: 0)]);
        differing.Items.Total.ShouldBe(5);
        differing.Items.Rows.Select(pair => pair.Item).ShouldBe(["c1", "c2"]);
        differing.Items.Rows[0].Left!.Prompt.ShouldNotBe(differing.Items.Rows[0].Right!.Prompt);
        all.Items.Total.ShouldBe(6);
        var wrong = await lab.SendAsync(new ListRunItems(runs[1].Id, "colours", ItemOutcome.Wrong, Skip: 1, Take: 2));
        wrong.Total.ShouldBe(5);
        wrong.Rows.Select(item => item.Item).ShouldBe(["c2", "c3"]);
    }
}

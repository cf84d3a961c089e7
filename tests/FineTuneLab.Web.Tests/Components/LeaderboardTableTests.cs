using FineTuneLab.App.Features.Experiments;
using FineTuneLab.Web.Components.Experiments;
using FineTuneLab.Web.Components.Leaderboard;
using global::Bunit;
using static FineTuneLab.Web.Tests.Fakes.Samples;

namespace FineTuneLab.Web.Tests.Components;

public sealed class LeaderboardTableTests : ComponentTest
{
    [Fact]
    public void Unsorted_KeepsTheExperimentsOrder() => Approaches(Table(Board())).ShouldBe(["zero-shot", "few-shot", "lora"]);

    [Fact]
    public void ClickOnSuite_PutsTheHighestFirstAndTheUnscoredLast()
    {
        var table = Table(Board());

        table.Find("th.suite .sort").Click();

        Approaches(table).ShouldBe(["lora", "few-shot", "zero-shot"]);
        table.Find("th.suite").GetAttribute("aria-sort").ShouldBe("descending");
    }

    [Fact]
    public void SecondClick_TurnsTheOrderButKeepsTheUnscoredLast()
    {
        var table = Table(Board());

        table.Find("th.suite .sort").Click();
        table.Find("th.suite .sort").Click();

        Approaches(table).ShouldBe(["few-shot", "lora", "zero-shot"]);
    }

    [Fact]
    public void ThirdClick_RestoresTheExperimentsOrder()
    {
        var table = Table(Board());

        for (var i = 0; i < 3; i++)
            table.Find("th.suite .sort").Click();

        Approaches(table).ShouldBe(["zero-shot", "few-shot", "lora"]);
        table.Find("th.suite").GetAttribute("aria-sort").ShouldBe("none");
    }

    [Fact]
    public void DistinguishableBest_IsMarked()
    {
        var table = Table(Row("zero-shot", ("routing", Cell(0.1))), Row("lora", ("routing", Cell(0.9, isBest: true, inLead: true))));

        table.FindAll(".best").ShouldHaveSingleItem().Closest("tr")!.TextContent.ShouldContain("lora");
    }

    [Fact]
    public void HighestButNotDistinguishable_IsNotMarkedBest()
    {
        var table = Table(Row("few-shot", ("routing", Cell(0.88, inLead: true))), Row("lora", ("routing", Cell(0.9, inLead: true))));

        table.FindAll(".best").ShouldBeEmpty();
        table.FindAll(".in-lead").Count.ShouldBe(2);
    }

    [Fact]
    public void Score_ShowsItsIntervalAndItsN()
    {
        var table = Table(Row("lora", ("routing", Cell(0.9, n: 120))));

        table.Find(".score-value").TextContent.ShouldBe("90.0");
        table.Find(".score-interval").TextContent.ShouldBe("85–95");
        table.Find("th.suite").TextContent.ShouldContain("n 120");
    }

    [Fact]
    public void UnscoredSuite_IsADashAndNoZero()
    {
        var unscored = new LeaderboardCell(double.NaN, double.NaN, double.NaN, 0, 40, false, false, new Dictionary<string, double>());

        var table = Table(Row("lora", ("routing", unscored)));

        table.Find(".score").TextContent.ShouldBe("–");
        table.Find(".score").GetAttribute("title")!.ShouldContain("None of 40 items");
    }

    private static LeaderboardRow[] Board() =>
        [Row("zero-shot"), Row("few-shot", ("routing", Cell(0.4))), Row("lora", ("routing", Cell(0.9)))];

    private IRenderedComponent<LeaderboardTable> Table(params LeaderboardRow[] rows) => Render<LeaderboardTable>(parameters => parameters
        .Add(table => table.Suites, [Suite("routing")])
        .Add(table => table.Rows, rows)
        .Add(table => table.Tones, new Tones(rows.Select(row => row.Approach))));

    private static IEnumerable<string> Approaches(IRenderedComponent<LeaderboardTable> table) =>
        table.FindAll(".leaderboard:not(.costs) tbody th .named").Select(name => name.TextContent.Trim());
}

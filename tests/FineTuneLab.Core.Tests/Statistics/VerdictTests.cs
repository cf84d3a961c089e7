using FineTuneLab.Core.Statistics;

namespace FineTuneLab.Core.Tests.Statistics;

/// <summary>Expected values come from reference_values.py beside this file.</summary>
public sealed class VerdictTests
{
    [Fact]
    public void Holm_StepsDown()
    {
        var adjusted = Verdicts.Holm([0.01, 0.04, 0.03, 0.005]);

        adjusted.Select(p => Math.Round(p, 10)).ShouldBe([0.03, 0.06, 0.06, 0.02]);
    }

    [Fact]
    public void Holm_LeavesOutWhatIsNotKnown()
    {
        var adjusted = Verdicts.Holm([double.NaN, 0.02, double.NaN, 0.03]);

        adjusted[0].ShouldBe(double.NaN);
        adjusted[1].ShouldBe(0.04, 1e-12);
        adjusted[3].ShouldBe(0.04, 1e-12);
        Verdicts.Holm([]).ShouldBeEmpty();
    }

    [Fact]
    public void Holm_KeepsTheFamilyErrorUnderTheNull()
    {
        var random = new Random(3);
        var families = Enumerable.Range(0, 2000).Count(_ =>
            Verdicts.Holm([.. Enumerable.Range(0, 12).Select(_ => random.NextDouble())]).Any(p => p < Verdicts.Alpha));

        (families / 2000.0).ShouldBeInRange(0.03, 0.065);
    }

    [Theory]
    [InlineData(0.1, 0.01, Verdict.Better)]
    [InlineData(-0.1, 0.01, Verdict.Worse)]
    [InlineData(0.1, 0.05, Verdict.NotDistinguishable)]
    [InlineData(0.1, double.NaN, Verdict.NotDistinguishable)]
    public void Verdict_NeedsSignificance(double difference, double p, Verdict expected) => Verdicts.Of(difference, p).ShouldBe(expected);

    [Theory]
    [InlineData(0.1, 0.2, 155)]
    [InlineData(0.05, 0.1, 312)]
    [InlineData(0.3, 0.3, 24)]
    public void ItemsNeeded_FollowsConnor(double difference, double discordance, int items) =>
        Power.ItemsNeeded(difference, discordance).ShouldBe(items);

    [Theory]
    [InlineData(100, 0.2, 0.12382)]
    [InlineData(400, 0.1, 0.04417)]
    public void MinimumDetectableDifference_TurnsItRound(int n, double discordance, double expected)
    {
        var detectable = Power.MinimumDetectableDifference(n, discordance);

        detectable.ShouldBe(expected, 1e-4);
        Power.ItemsNeeded(detectable, discordance).ShouldBeInRange(n, n + 1);
    }

    [Fact]
    public void MinimumDetectableDifference_WithoutDiscordance_IsWhatOneSidedChangesWouldShow()
    {
        var detectable = Power.MinimumDetectableDifference(100, 0);

        detectable.ShouldBeInRange(0.05, 0.1);
        Power.ItemsNeeded(detectable, detectable).ShouldBeInRange(100, 101);
    }

    [Fact]
    public void TooFewItems_DetectNothing()
    {
        Power.MinimumDetectableDifference(3, 0.5).ShouldBe(double.NaN);
        Power.MinimumDetectableDifference(0, 0.5).ShouldBe(double.NaN);
        Power.ItemsNeeded(0, 0.2).ShouldBe(double.PositiveInfinity);
    }
}

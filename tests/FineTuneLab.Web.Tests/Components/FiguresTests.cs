using FineTuneLab.Web.Components;

namespace FineTuneLab.Web.Tests.Components;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.925, "92.5")]
    [InlineData(0, "0.0")]
    [InlineData(double.NaN, "–")]
    public void Percent_WritesOneDecimalAndADashForTheUnmeasured(double share, string text) => Figures.Percent(share).ShouldBe(text);

    [Theory]
    [InlineData(0.035, "+3.5")]
    [InlineData(-0.12, "−12.0")]
    [InlineData(-0.0001, "0.0")]
    [InlineData(double.NaN, "–")]
    public void Points_HaveASignUnlessTheyAreZero(double difference, string text) => Figures.Points(difference).ShouldBe(text);

    [Theory]
    [InlineData(0.0042, "4.2 ms")]
    [InlineData(0.012, "12 ms")]
    [InlineData(0.5, "0.5 s")]
    [InlineData(48, "48 s")]
    [InlineData(59.9, "1 min 00 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3900, "1 h 05 min")]
    [InlineData(double.PositiveInfinity, "–")]
    public void Duration_TakesTheUnitThatFits(double seconds, string text) => Figures.Duration(seconds).ShouldBe(text);

    [Theory]
    [InlineData(1, "run", "1 run")]
    [InlineData(1200, "item", "1,200 items")]
    [InlineData(3, "approach", "3 approaches")]
    public void Plural_IsEnglish(int count, string one, string text) => Figures.Plural(count, one).ShouldBe(text);
}

using FineTuneLab.App.Features.Runs;
using FineTuneLab.Web.Components.Charts;
using global::Bunit;

namespace FineTuneLab.Web.Tests.Components;

public sealed class LineChartTests : ComponentTest
{
    [Fact]
    public void NoPoints_SaysSoInsteadOfDrawingAxes()
    {
        var chart = Chart();

        chart.FindAll("svg").ShouldBeEmpty();
        chart.Find(".chart-empty").TextContent.ShouldBe("Nothing measured yet.");
    }

    [Fact]
    public void ValueThatIsNoNumber_BreaksTheLineAndIsNamed()
    {
        var chart = Chart(new CurvePoint(0, 3), new CurvePoint(1, double.NaN), new CurvePoint(2, 1));

        chart.Find("path.curve").GetAttribute("d")!.Count(letter => letter == 'M').ShouldBe(2);
        chart.Find(".not-a-number").TextContent.ShouldBe("NaN");
    }

    [Fact]
    public void Curve_IsToldInWordsToo() =>
        Chart(new CurvePoint(0, 3), new CurvePoint(8, 1.5)).Find("svg").GetAttribute("aria-label").ShouldBe("loss: 3.00 at step 0, 1.50 at step 8");

    [Fact]
    public void ThinnedCurve_KeepsItsPeakAndItsGap()
    {
        var points = Enumerable.Range(0, 5000).Select(i => new CurvePoint(i, i == 1234 ? 99 : i == 2500 ? double.NaN : 1.0 / (1 + i))).ToList();

        var thin = CurvePath.Thin(points, 240);

        thin.Count.ShouldBeLessThan(300);
        thin.ShouldContain(point => point.Value == 99);
        thin.ShouldContain(point => double.IsNaN(point.Value));
        thin.Select(point => point.Step).ShouldBeInOrder();
    }

    [Theory]
    [InlineData(0, 1, 4, new[] { 0, 0.25, 0.5, 0.75, 1 })]
    [InlineData(0, 3.3, 4, new double[] { 0, 1, 2, 3 })]
    [InlineData(0, 0.0, 4, new[] { 0, 0.25, 0.5, 0.75, 1 })]
    public void Ticks_AreRound(double low, double high, int wanted, double[] expected) =>
        new ChartScale(low, high, 0, 100).Ticks(wanted).ShouldBe(expected, 1e-9);

    private IRenderedComponent<LineChart> Chart(params CurvePoint[] points) => Render<LineChart>(parameters => parameters
        .Add(chart => chart.Title, "Loss")
        .Add(chart => chart.Series, points.Length > 0 ? [new ChartSeries("loss", points, "var(--series-1)")] : []));
}

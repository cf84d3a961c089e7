using FineTuneLab.Core.Statistics;

namespace FineTuneLab.Core.Tests.Statistics;

/// <summary>Expected values come from reference_values.py beside this file, from closed forms alone.</summary>
public sealed class IntervalTests
{
    [Theory]
    [InlineData(81, 263, 0.25528852, 0.36620958)] // Newcombe 1998, table I, gives .2553 and .3662
    [InlineData(15, 148, 0.06238640, 0.16048724)] // … .0624 and .1605
    [InlineData(0, 20, 0, 0.16112516)]            // … .0000 and .1611
    [InlineData(1, 29, 0.00611321, 0.17175522)]   // … .0061 and .1718
    [InlineData(20, 20, 0.83887484, 1)]
    public void Wilson_AgreesWithThePublishedTable(int successes, int n, double low, double high)
    {
        var interval = Intervals.Wilson(successes, n);

        interval.Value.ShouldBe((double)successes / n);
        interval.Low.ShouldBe(low, 1e-7);
        interval.High.ShouldBe(high, 1e-7);
    }

    [Fact]
    public void NoItems_AreUnknownAndNotZero()
    {
        var nothing = Intervals.Wilson(0, 0);

        nothing.IsKnown.ShouldBeFalse();
        nothing.Value.ShouldBe(double.NaN);
        Intervals.OfScores([]).ShouldBe(nothing);
    }

    [Fact]
    public void StudentT_AgreesWithReference()
    {
        var interval = Intervals.StudentT([4.1, 5.0, 3.7, 4.4, 5.2, 4.9]);

        interval.Value.ShouldBe(4.55, 1e-12);
        interval.Low.ShouldBe(3.93897967, 1e-7);
        interval.High.ShouldBe(5.16102033, 1e-7);
    }

    [Fact]
    public void OneValue_HasNoInterval()
    {
        var interval = Intervals.StudentT([0.4]);

        interval.Value.ShouldBe(0.4);
        interval.Low.ShouldBe(double.NaN);
    }

    [Fact]
    public void Wilson_HoldsTheTruthAboutAsOftenAsItSays()
    {
        var random = new Random(7);
        var held = 0;
        for (var trial = 0; trial < 2000; trial++)
        {
            var interval = Intervals.Wilson(Enumerable.Range(0, 60).Count(_ => random.NextDouble() < 0.25), 60);
            if (interval.Low <= 0.25 && 0.25 <= interval.High)
                held++;
        }

        (held / 2000.0).ShouldBeInRange(0.935, 0.965);
    }
}

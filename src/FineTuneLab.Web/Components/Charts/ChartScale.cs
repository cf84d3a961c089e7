namespace FineTuneLab.Web.Components.Charts;

/// <summary>A linear axis: data from <see cref="Low"/> to <see cref="High"/>, drawn from <paramref name="from"/> to <paramref name="to"/> pixels.</summary>
public sealed class ChartScale(double low, double high, double from, double to)
{
    public double Low { get; } = low;

    public double High { get; } = high > low ? high : low + 1;

    public double Place(double value) => from + ((value - Low) / (High - Low) * (to - from));

    /// <summary>Round values on the axis, about <paramref name="wanted"/> of them.</summary>
    public IReadOnlyList<double> Ticks(int wanted)
    {
        var step = NiceStep((High - Low) / Math.Max(1, wanted));
        var ticks = new List<double>();
        for (var k = Math.Ceiling((Low / step) - 1e-9); k * step <= High + (step * 1e-9); k++)
            ticks.Add(k * step);
        return ticks;
    }

    /// <summary>A scale that holds all finite values, widened to round ends; <paramref name="low"/> and <paramref name="high"/> fix an end.</summary>
    public static ChartScale Over(IEnumerable<double> values, double from, double to, double? low = null, double? high = null)
    {
        var finite = values.Where(double.IsFinite).ToList();
        var least = low ?? (finite.Count > 0 ? finite.Min() : 0);
        var most = high ?? (finite.Count > 0 ? finite.Max() : 1);
        var step = NiceStep((most > least ? most - least : 1) / 4);
        return new ChartScale(low ?? (Math.Floor(least / step) * step), high ?? (Math.Ceiling(most / step) * step), from, to);
    }

    private static double NiceStep(double rough)
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var share = rough / magnitude;
        return magnitude * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 2.5 ? 2.5 : share <= 5 ? 5 : 10);
    }
}

using FineTuneLab.App.Features.Runs;

namespace FineTuneLab.Web.Components.Charts;

/// <summary>One curve of a <see cref="LineChart"/>.</summary>
/// <param name="Tone">A CSS colour, usually <c>var(--series-n)</c>.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<CurvePoint> Points, string Tone, bool Dashed = false, bool InLegend = true);

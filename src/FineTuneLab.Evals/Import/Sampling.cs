using FineTuneLab.Core;

namespace FineTuneLab.Evals.Import;

/// <summary>Samples that depend on the seed and the rows alone.</summary>
internal static class Sampling
{
    public static IReadOnlyList<LabelledText> Shuffle(IEnumerable<LabelledText> rows, int seed) =>
        [.. rows.OrderBy(row => ContentHash.OfText($"{seed}\0{row.Text}\0{row.Label}"), StringComparer.Ordinal)];

    /// <summary>The labels take turns until there are <paramref name="count"/> rows.</summary>
    public static IReadOnlyList<LabelledText> Even(IEnumerable<LabelledText> rows, int count, int seed) =>
        [.. Shuffle(rows, seed)
            .GroupBy(row => row.Label, StringComparer.Ordinal)
            .SelectMany(label => label.Select((row, turn) => (row, turn)))
            .OrderBy(entry => entry.turn)
            .Take(count)
            .Select(entry => entry.row)];
}

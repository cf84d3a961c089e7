using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.Training.Pretraining;

/// <summary>
/// Rows of arbitrary tokens that can only be predicted by copying from their own beginning. They teach the two circuits that
/// reading needs, at the highest density there is, before the words around them mean anything.
/// </summary>
public sealed class TokenDrills(DocumentEncoder encoder)
{
    private static readonly int[] RepeatLengths = [3, 4, 6, 8, 12, 16, 24];
    private static readonly int[] EntityCounts = [1, 2, 2, 3, 3, 4];

    /// <summary>A sequence twice or three times: after its first time, every token is known.</summary>
    public EncodedDocument Repeat(Rng rng)
    {
        var length = rng.Pick(RepeatLengths);
        var sequence = Some(rng, length, length);
        var times = length > 12 ? 2 : rng.Between(2, 3);
        var row = new Row(encoder).Add(sequence, 0);
        for (var i = 1; i < times; i++)
            row.Add(sequence, 1);
        return row.Done();
    }

    /// <summary>
    /// Keys with values, each pair in the same made-up sentence, then each key in a made-up question that its value follows:
    /// "f k₁ g v₁ h, f k₂ g v₂ h, … q k₂ r v₂ …". Between key and value, and between question and answer, stand tokens that are
    /// the same for all, so that the value must be found by its key alone.
    /// </summary>
    public EncodedDocument Lookup(Rng rng)
    {
        var (before, between, after) = (Some(rng, 0, 2), Some(rng, 0, 3), Some(rng, 1, 1));
        var (ask, cue) = (Some(rng, 0, 3), Some(rng, 1, 3));
        var pairs = Enumerable.Range(0, rng.Pick(EntityCounts)).Select(_ => (Key: Some(rng, 1, 4), Value: Some(rng, 1, 3))).ToArray();
        var valueFirst = rng.Chance(0.15);
        var row = new Row(encoder);
        foreach (var (key, value) in pairs)
            row.Add([.. before, .. valueFirst ? value : key, .. between, .. valueFirst ? key : value, .. after], 0);
        foreach (var (key, value) in rng.Shuffled(pairs))
            row.Add([.. ask, .. key, .. cue], 0).Add(value, 1).Add(after, 0);
        return row.Done();
    }

    private int[] Some(Rng rng, int fewest, int most)
    {
        var tokens = new int[rng.Between(fewest, most)];
        for (var i = 0; i < tokens.Length; i++)
            tokens[i] = rng.Between(encoder.FirstOrdinary, encoder.VocabularySize - 1);
        return tokens;
    }

    private sealed class Row(DocumentEncoder encoder)
    {
        private readonly List<int> _ids = [encoder.Bos];
        private readonly List<float> _weights = [0];

        public Row Add(int[] tokens, float weight)
        {
            _ids.AddRange(tokens);
            _weights.AddRange(Enumerable.Repeat(weight, tokens.Length));
            return this;
        }

        public EncodedDocument Done() => new([.. _ids, encoder.Eos], [.. _weights, 0]);
    }
}

using static TorchSharp.torch;

namespace FineTuneLab.Training.Decoding;

/// <summary>Token ids of several sequences as one tensor.</summary>
public static class TokenRows
{
    /// <summary>[rows, length]: each sequence from column 0 on, filled up with id 0, which causal attention keeps out of sight.</summary>
    public static Tensor PadRight(IReadOnlyList<int[]> sequences, int length)
    {
        var ids = new long[sequences.Count * length];
        for (var row = 0; row < sequences.Count; row++)
        {
            for (var column = 0; column < sequences[row].Length; column++)
                ids[row * length + column] = sequences[row][column];
        }

        return tensor(ids, [sequences.Count, length]);
    }
}

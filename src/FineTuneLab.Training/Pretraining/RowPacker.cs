using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.Training.Pretraining;

/// <summary>A document as token ids with their loss weights; BOS leads it, EOS closes it.</summary>
public sealed record EncodedDocument(int[] Ids, float[] Weights);

/// <summary>Rows of equal length for one step.</summary>
/// <param name="Inputs">[rows · length]: token ids, padding at the right of each row.</param>
/// <param name="Targets">The id that follows each input.</param>
/// <param name="Weights">Loss weight of each target; 0 on padding and on what starts a new document.</param>
/// <param name="Tokens">Inputs that are no padding.</param>
public sealed record PackedRows(int Rows, int Length, int[] Inputs, int[] Targets, float[] Weights, int Tokens)
{
    /// <summary>Share of the rows that is no padding.</summary>
    public double Fill => (double)Tokens / (Rows * Length);
}

/// <summary>
/// Packs documents whole into the rows of one step: each goes to the fullest row that still takes it. A step's rows depend on
/// its seed alone, so a resumed run needs no more than the number of its step.
/// </summary>
public sealed class RowPacker(int rows, int length, int padding)
{
    /// <summary>Documents in a row that fitted nowhere, after which the rows count as full.</summary>
    private const int Patience = 16;

    public PackedRows Pack(Rng rng, Func<Rng, EncodedDocument> next)
    {
        var ids = Enumerable.Range(0, rows).Select(_ => new List<int>(length + 1)).ToArray();
        var weights = Enumerable.Range(0, rows).Select(_ => new List<float>(length + 1)).ToArray();
        var misses = 0;
        while (misses < Patience)
        {
            var document = next(rng);
            var row = Fullest(ids, document.Ids.Length);
            if (row < 0)
            {
                misses++;
                continue;
            }

            misses = 0;
            ids[row].AddRange(document.Ids);
            weights[row].AddRange(document.Weights);
        }

        return Lay(ids, weights);
    }

    // A row holds one id more than its length: the last is only a target.
    private int Fullest(List<int>[] ids, int needed)
    {
        var best = -1;
        for (var row = 0; row < rows; row++)
        {
            if (ids[row].Count + needed <= length + 1 && (best < 0 || ids[row].Count > ids[best].Count))
                best = row;
        }

        return best;
    }

    private PackedRows Lay(List<int>[] ids, List<float>[] weights)
    {
        var inputs = new int[rows * length];
        var targets = new int[rows * length];
        var targetWeights = new float[rows * length];
        Array.Fill(inputs, padding);
        Array.Fill(targets, padding);
        var tokens = 0;
        for (var row = 0; row < rows; row++)
        {
            var used = ids[row].Count;
            tokens += Math.Min(used, length);
            for (var at = 0; at < Math.Min(used, length); at++)
                inputs[row * length + at] = ids[row][at];
            for (var at = 1; at < used; at++)
            {
                targets[row * length + at - 1] = ids[row][at];
                targetWeights[row * length + at - 1] = weights[row][at];
            }
        }

        return new PackedRows(rows, length, inputs, targets, targetWeights, tokens);
    }
}

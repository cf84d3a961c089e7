using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.Training.Checkpoints;
using FineTuneLab.Training.Models;

namespace FineTuneLab.Training.Pretraining;

/// <summary>
/// Initial weights from which copying need not be discovered. Attention heads begin near the two heads that trained models
/// always grow for it (Olsson et al., "In-context Learning and Induction Heads", 2022): some of the first layer look one token
/// back and write down what they see; their partners in the second layer look for a token whose note equals the present token,
/// and bring it along. The idea of starting from the structure of trained weights is Trockman and Kolter's ("Mimetic
/// Initialization of Self-Attention Layers", 2023). Everything else starts small and random. The model stays a plain Llama.
/// </summary>
/// <remarks>
/// A head can only look at a fixed distance when its queries and keys have a part that is the same for all tokens. That part is
/// one direction u that every embedding is given; rotary positions turn it by the distance, and a query turned back by one step
/// meets the key of the token before. Matching is left to the slowly turning dimensions, which distance hardly disturbs.
/// </remarks>
public sealed class StructuredInitialization
{
    private const float EmbeddingDeviation = 0.05f;
    private const float SharedPart = 0.35f;
    private const int Pairs = 3;
    private const int FastFrequencies = 6;
    private const float LookBackSharpness = 40f;
    private const float NoteSize = 0.22f; // of both the value that is read and the note that is written
    private const float MatchSharpness = 2.2f;
    private const float FastDamping = 0.1f;
    private const float CopySize = 1f;

    private readonly LlamaConfig _config;
    private readonly Rng _rng;
    private readonly float[] _shared; // u, of length 1

    private StructuredInitialization(LlamaConfig config, Rng rng)
    {
        (_config, _rng) = (config, rng);
        _shared = OrthonormalRows(1, config.HiddenSize, null)[0];
    }

    private int HeadSize => _config.HeadDimension;

    /// <summary>Overwrites all of the model's weights but its norms.</summary>
    /// <exception cref="ArgumentException">The shape has fewer than two layers, too few heads, or shares key heads.</exception>
    public static void Apply(Llama model, Rng rng)
    {
        var config = model.Config;
        if (config.Layers < 2 || config.Heads < Pairs || config.KeyValueHeads != config.Heads)
            throw new ArgumentException($"Two layers and {Pairs} heads with keys of their own are needed.", nameof(model));

        var start = new StructuredInitialization(config, rng);
        var weights = model.named_parameters().Where(p => p.parameter.dim() == 2)
            .ToDictionary(p => p.name, p => start.Random(p.name, (int)p.parameter.shape[0], (int)p.parameter.shape[1]), StringComparer.Ordinal);
        start.ShareADirection(weights["model.embed_tokens.weight"]);
        for (var head = 0; head < Pairs; head++)
            start.WritePair(weights, head);
        foreach (var (name, parameter) in model.named_parameters().Where(p => weights.ContainsKey(p.name)))
            CheckpointTensors.Fill(parameter, [.. weights[name].SelectMany(row => row)]);
    }

    private float[][] Random(string name, int rows, int columns)
    {
        var intoResidual = name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal);
        var deviation = name.Contains("embed_tokens", StringComparison.Ordinal) ? EmbeddingDeviation
            : intoResidual ? 0.02f / MathF.Sqrt(2 * _config.Layers) : 0.02f;
        return [.. Enumerable.Range(0, rows).Select(_ => Gaussian(columns, deviation))];
    }

    private void ShareADirection(float[][] embeddings)
    {
        foreach (var row in embeddings)
            AddScaled(row, _shared, SharedPart - Dot(row, _shared));
    }

    private void WritePair(Dictionary<string, float[][]> weights, int head)
    {
        var seen = OrthonormalRows(HeadSize, _config.HiddenSize, _shared);
        var note = OrthonormalRows(HeadSize, _config.HiddenSize, _shared);
        var copied = OrthonormalRows(HeadSize, _config.HiddenSize, _shared);
        LookBack(weights, head, seen, note);
        Match(weights, head, seen, note, copied);
    }

    private void LookBack(Dictionary<string, float[][]> weights, int head, float[][] seen, float[][] note)
    {
        // RMSNorm gives every input the length √d, of which u has this much.
        var length = MathF.Sqrt(_config.HiddenSize * EmbeddingDeviation * EmbeddingDeviation + SharedPart * SharedPart);
        var scale = MathF.Sqrt(LookBackSharpness) / (SharedPart / length * MathF.Sqrt(_config.HiddenSize));
        var half = HeadSize / 2;
        for (var i = 0; i < HeadSize; i++)
        {
            var angle = -MathF.Pow((float)_config.RopeTheta, -2f * (i % half) / HeadSize);
            var fast = i % half < FastFrequencies ? scale : 0;
            SetRow(weights, 0, "q_proj", head, i, Scaled(_shared, fast * (i < half ? MathF.Cos(angle) : MathF.Sin(angle))));
            SetRow(weights, 0, "k_proj", head, i, Scaled(_shared, i < half ? fast : 0));
            SetRow(weights, 0, "v_proj", head, i, Scaled(seen[i], NoteSize));
            SetColumn(weights, 0, head, i, Scaled(note[i], NoteSize));
        }
    }

    private void Match(Dictionary<string, float[][]> weights, int head, float[][] seen, float[][] note, float[][] copied)
    {
        for (var i = 0; i < HeadSize; i++)
        {
            var sharpness = MatchSharpness * (i % (HeadSize / 2) < FastFrequencies ? FastDamping : 1);
            SetRow(weights, 1, "q_proj", head, i, Scaled(seen[i], sharpness));
            SetRow(weights, 1, "k_proj", head, i, Scaled(note[i], sharpness));
            SetRow(weights, 1, "v_proj", head, i, copied[i]);
            SetColumn(weights, 1, head, i, Scaled(copied[i], CopySize));
        }
    }

    private void SetRow(Dictionary<string, float[][]> weights, int layer, string projection, int head, int i, float[] row) =>
        weights[$"model.layers.{layer}.self_attn.{projection}.weight"][head * HeadSize + i] = row;

    private void SetColumn(Dictionary<string, float[][]> weights, int layer, int head, int i, float[] column)
    {
        var matrix = weights[$"model.layers.{layer}.self_attn.o_proj.weight"];
        for (var row = 0; row < column.Length; row++)
            matrix[row][head * HeadSize + i] = column[row];
    }

    // Gram and Schmidt; rows are also at right angles to "without".
    private float[][] OrthonormalRows(int rows, int columns, float[]? without)
    {
        var basis = new List<float[]>();
        if (without is not null)
            basis.Add(without);
        while (basis.Count < rows + (without is null ? 0 : 1))
        {
            var row = Gaussian(columns, 1);
            foreach (var earlier in basis)
                AddScaled(row, earlier, -Dot(row, earlier));
            basis.Add(Scaled(row, 1 / MathF.Sqrt(Dot(row, row))));
        }

        return [.. basis.Skip(without is null ? 0 : 1)];
    }

    private float[] Gaussian(int count, float deviation)
    {
        // Box and Muller.
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = deviation * (float)(Math.Sqrt(-2 * Math.Log(1 - _rng.Unit())) * Math.Cos(2 * Math.PI * _rng.Unit()));
        return values;
    }

    private static float Dot(float[] a, float[] b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static float[] Scaled(float[] row, float factor) => Array.ConvertAll(row, value => value * factor);

    private static void AddScaled(float[] row, float[] other, float factor)
    {
        for (var i = 0; i < row.Length; i++)
            row[i] += factor * other[i];
    }
}

using System.Text.Json;
using TorchSharp.Benchmarks;
using TorchSharp.Hosting;

namespace FineTuneLab.Training.Benchmarks;

/// <summary>The same training steps in python3-torch, in a process of its own with the same BLAS and threads.</summary>
public static class TrainingPeer
{
    private const string Script = "training_peer.py";

    /// <returns>Wall seconds of each step, or null where Python or its torch is not installed.</returns>
    public static IReadOnlyList<double>? Run(ThreadChoice choice, int steps)
    {
        var shape = TrainingBenchmark.Shape;
        var output = PythonPeer.Run(choice, Path.Combine(AppContext.BaseDirectory, "Benchmarks", Script), choice.Threads, steps, shape.VocabularySize,
            shape.HiddenSize, shape.Layers, shape.Heads, shape.IntermediateSize, TrainingBenchmark.Batch, TrainingBenchmark.Time);
        return output is null ? null : Seconds(output);
    }

    private static List<double> Seconds(string output)
    {
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("seconds").EnumerateArray().Select(value => value.GetDouble()).ToList();
    }
}

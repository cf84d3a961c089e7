using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FineTuneLab.Training.Benchmarks;

/// <summary>The same training steps in python3-torch, in a process of its own.</summary>
public static class TrainingPeer
{
    private const string Script = "training_peer.py";

    /// <returns>Wall seconds of each step, or null where Python or its torch is not installed.</returns>
    public static IReadOnlyList<double>? Run(int threads, int steps)
    {
        var shape = TrainingBenchmark.Shape;
        int[] numbers = [threads, steps, shape.VocabularySize, shape.HiddenSize, shape.Layers, shape.Heads, shape.IntermediateSize, TrainingBenchmark.Batch, TrainingBenchmark.Time];
        var script = Path.Combine(AppContext.BaseDirectory, "Benchmarks", Script);
        var start = new ProcessStartInfo("/usr/bin/python3", [script, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            errors.Wait();
            return process.ExitCode == 0 ? Seconds(output) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static List<double> Seconds(string output)
    {
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("seconds").EnumerateArray().Select(value => value.GetDouble()).ToList();
    }
}

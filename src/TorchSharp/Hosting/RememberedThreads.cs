using System.Text.Json;

namespace TorchSharp.Hosting;

/// <summary>The outcome of a measurement, valid for the processor and the number of cores it was taken on.</summary>
internal static class RememberedThreads
{
    internal static int? Read(string? path)
    {
        if (path is null || !File.Exists(path)) return null;
        try
        {
            var entry = JsonSerializer.Deserialize<Entry>(File.ReadAllText(path));
            return entry is { Threads: > 0 } && entry.Machine == Machine ? entry.Threads : null;
        }
        catch (JsonException)
        {
            return null; // A torn or foreign file is as good as none: it is only a cache.
        }
    }

    internal static void Write(string path, int threads)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(new Entry(Machine, threads)));
    }

    private static string Machine { get; } = $"{Processor()}, {Environment.ProcessorCount} cores";

    private static string Processor()
    {
        const string Source = "/proc/cpuinfo";
        string? line = File.Exists(Source) ? File.ReadLines(Source).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? "unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private sealed record Entry(string Machine, int Threads);
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchSharp.Hosting;

namespace TorchSharp.Benchmarks;

/// <summary>Runs peer.py with the same BLAS and the same threads as this process.</summary>
internal static class PythonPeer
{
    private const string Python = "/usr/bin/python3";

    /// <returns>Null where Python or its torch is not installed.</returns>
    internal static OperatorFigures? Measure(ThreadChoice choice, int steps)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peer.py");
        if (!File.Exists(Python) || !File.Exists(script)) return null;
        using var process = Process.Start(StartInfo(script, choice, steps))!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Parse(output) : null;
    }

    internal static OperatorFigures Parse(string output)
    {
        var root = JsonDocument.Parse(output).RootElement;
        double Number(string name) => root.GetProperty(name).GetDouble();
        return new OperatorFigures($"python3-torch {root.GetProperty("version").GetString()}", Number("ns_add"), Number("ns_add_recorded"),
            Number("gflops"), Number("train_tokens_per_second"));
    }

    private static ProcessStartInfo StartInfo(string script, ThreadChoice choice, int steps)
    {
        string threads = choice.Threads.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (object argument in new object[] { script, threads, OperatorBenchmark.Batch, OperatorBenchmark.Time, steps })
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        foreach (string pin in CpuThreads.Pins) start.Environment.Remove(pin);
        start.Environment["OMP_NUM_THREADS"] = threads;
        start.Environment["OPENBLAS_NUM_THREADS"] = threads;
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        if (choice.Preload is { } preload) start.Environment["LD_PRELOAD"] = preload;
        return start;
    }
}

using System.Diagnostics;
using TorchSharp.Benchmarks;
using static TorchSharp.torch;

namespace TorchSharp.Hosting;

/// <summary>What one number of threads achieves here.</summary>
/// <param name="Threads">Of ATen and of the BLAS.</param>
/// <param name="GigaFlopsPerSecond">Of a 1024-cube float32 matrix product.</param>
/// <param name="TokensPerSecond">Of training steps of the 2 M-parameter model of the benchmarks.</param>
public sealed record ThreadTiming(int Threads, double GigaFlopsPerSecond, double TokensPerSecond)
{
    internal static ThreadTiming Take(int threads)
    {
        Set(threads);
        return new ThreadTiming(threads, GigaFlops(3), TrainingBenchmark.TokensPerSecond(batch: 8, time: 128, steps: 3));
    }

    internal static void Set(int threads)
    {
        set_num_threads(threads);
        OpenBlas.Threads = threads;
    }

    /// <summary>The fastest of some 1024-cube products, in 10⁹ operations a second.</summary>
    public static double GigaFlops(int repeats)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        var (a, b) = (randn(1024, 1024), randn(1024, 1024));
        a.mm(b).Dispose();
        double best = double.MaxValue;
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            a.mm(b).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return 2.0 * 1024 * 1024 * 1024 / best / 1e9;
    }
}

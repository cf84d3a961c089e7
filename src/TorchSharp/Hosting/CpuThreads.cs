using System.Globalization;

namespace TorchSharp.Hosting;

/// <summary>
/// Decides, before libtorch is loaded, which BLAS answers and how many threads work. Not part of TorchSharp's API: with the real
/// package the same is set by environment variables.
/// </summary>
/// <remarks>
/// A choice holds for the life of the process, and the same machine makes the same choice: the number of threads decides the order
/// of some sums, hence the last bits. So nothing is measured at start; <see cref="Measure"/> is for <c>lab doctor</c>, which remembers
/// the outcome. Without either: every core, which is what two quiet cores like (6,900 against 4,700 tokens/s with one).
/// When other work holds the cores, FINETUNELAB_THREADS=1 is faster.
/// </remarks>
public static class CpuThreads
{
    public const string OverrideVariable = "FINETUNELAB_THREADS";

    /// <summary>Variables that pin OpenBLAS to kernels of another core: where they are set, products run at a half to a third of what this core can do.</summary>
    internal static readonly string[] Pins = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];

    private static readonly Lock s_lock = new();
    private static ThreadChoice? s_choice;

    /// <summary>What this process uses; null before libtorch was prepared.</summary>
    public static ThreadChoice? Current => s_choice;

    /// <summary>Prepares this process. Call it first; without a call the first tensor does it.</summary>
    /// <param name="rememberedIn">The file that <see cref="Measure"/> wrote; need not exist.</param>
    /// <exception cref="FormatException">FINETUNELAB_THREADS is no positive whole number.</exception>
    public static ThreadChoice Use(string? rememberedIn = null)
    {
        lock (s_lock) return s_choice ??= Prepare(rememberedIn);
    }

    /// <summary>Times a matrix product and a small transformer step with one thread and with every core, and remembers the better number.</summary>
    /// <returns>Every measurement, best first; about a second of work on two quiet cores.</returns>
    public static IReadOnlyList<ThreadTiming> Measure(string rememberIn)
    {
        var choice = Use();
        var timings = Candidates(Environment.ProcessorCount).Select(ThreadTiming.Take).OrderByDescending(timing => timing.TokensPerSecond).ToList();
        ThreadTiming.Set(choice.Threads);
        RememberedThreads.Write(rememberIn, timings[0].Threads);
        return timings;
    }

    // 1, 2, 4, … and every core.
    private static IEnumerable<int> Candidates(int cores)
    {
        for (int threads = 1; threads < cores; threads *= 2) yield return threads;
        yield return cores;
    }

    private static ThreadChoice Prepare(string? rememberedIn)
    {
        var (threads, reason) = Decide(Environment.GetEnvironmentVariable(OverrideVariable), rememberedIn);
        var unpinned = Pins.Where(name => NativeEnvironment.Remove(name) is not null).ToList();
        string count = threads.ToString(CultureInfo.InvariantCulture);
        NativeEnvironment.Set("OMP_NUM_THREADS", count);
        NativeEnvironment.Set("OPENBLAS_NUM_THREADS", count);
        // Waiting threads that spin take the core from the thread they wait for as soon as anything else runs on the machine.
        NativeEnvironment.Set("OMP_WAIT_POLICY", "PASSIVE");
        var blas = BlasBuild.Installed.FirstOrDefault(build => build.Load());
        return new ThreadChoice(threads, reason, blas, unpinned);
    }

    internal static (int threads, string reason) Decide(string? given, string? rememberedIn)
    {
        if (!string.IsNullOrEmpty(given))
        {
            return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0
                ? (asked, $"set by {OverrideVariable}")
                : throw new FormatException($"{OverrideVariable} is '{given}'; give a positive whole number, or unset it");
        }
        return RememberedThreads.Read(rememberedIn) is { } threads ? (threads, "measured on this machine") : (Environment.ProcessorCount, "one a core");
    }
}

namespace TorchSharp.Hosting;

/// <summary>How this process computes. <see cref="Describe"/> is for printing.</summary>
public sealed class ThreadChoice
{
    private readonly BlasBuild? _blas;
    private readonly IReadOnlyList<string> _unpinned;

    internal ThreadChoice(int threads, string reason, BlasBuild? blas, IReadOnlyList<string> unpinned)
    {
        Threads = threads;
        Reason = reason;
        _blas = blas;
        _unpinned = unpinned;
    }

    /// <summary>Threads of ATen and of the BLAS alike.</summary>
    public int Threads { get; }

    public string Reason { get; }

    /// <summary>The build that answers matrix products; without OpenBLAS the reference BLAS does, at a thirtieth of the speed.</summary>
    public string Blas => _blas?.Name ?? "whatever libblas.so.3 is installed";

    /// <summary>The kernels that OpenBLAS chose for this core, such as SkylakeX; empty where another BLAS answers.</summary>
    public static string BlasCore => OpenBlas.Core;

    /// <summary>The value of LD_PRELOAD that makes another process take the same BLAS.</summary>
    internal string? Preload => _blas?.Preload;

    /// <summary>One line: libtorch, BLAS, core, threads, and the rate of a 1024-cube matrix product (tens of milliseconds of work).</summary>
    public string Describe()
    {
        string core = BlasCore.Length > 0 ? $" ({BlasCore} kernels)" : "";
        string freed = _unpinned.Count > 0 ? $"; ignored {string.Join(" and ", _unpinned)}" : "";
        return FormattableString.Invariant($"libtorch {torch.__version__}, {Blas}{core}, {torch.get_num_threads()} threads for ATen and ")
            + FormattableString.Invariant($"{OpenBlas.Threads} for BLAS ({Reason}), {ThreadTiming.GigaFlops(3):F0} GFLOP/s{freed}");
    }
}

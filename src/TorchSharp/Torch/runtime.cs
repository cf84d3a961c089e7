using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>libtorch's version, such as "1.13.0".</summary>
    public static unsafe string __version__ => NativeError.Text(NativeMethods.shim_version());

    public static int get_num_threads() => NativeMethods.shim_get_num_threads();

    /// <summary>Threads of ATen's own loops (OpenMP). OpenBLAS keeps a count of its own.</summary>
    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(num);
        NativeMethods.shim_set_num_threads(num);
    }
}

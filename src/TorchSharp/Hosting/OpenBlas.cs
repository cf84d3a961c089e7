using System.Runtime.InteropServices;

namespace TorchSharp.Hosting;

/// <summary>OpenBLAS's own calls, where it is the BLAS of this process. It keeps a number of threads beside ATen's.</summary>
internal static unsafe class OpenBlas
{
    /// <summary>0 where another BLAS answers.</summary>
    internal static int Threads
    {
        get => NativeEnvironment.Find("openblas_get_num_threads") is not 0 and var function ? ((delegate* unmanaged<int>)function)() : 0;
        set
        {
            nint function = NativeEnvironment.Find("openblas_set_num_threads");
            if (function != 0) ((delegate* unmanaged<int, void>)function)(value);
        }
    }

    /// <summary>The kernels chosen for this core, such as SkylakeX; empty where another BLAS answers.</summary>
    internal static string Core =>
        NativeEnvironment.Find("openblas_get_corename") is not 0 and var function
            ? Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)function)()) ?? ""
            : "";
}

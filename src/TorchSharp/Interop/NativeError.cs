using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

internal static class NativeError
{
    /// <summary>Throws what the shim caught, as TorchSharp does: <see cref="ExternalException"/> with libtorch's message.</summary>
    internal static void Check(int code)
    {
        if (code != 0) throw Last();
    }

    internal static unsafe ExternalException Last() => new(Text(NativeMethods.shim_last_error()));

    internal static unsafe string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}

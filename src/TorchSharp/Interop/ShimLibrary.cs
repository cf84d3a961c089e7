using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Hosting;

namespace TorchSharp.Interop;

/// <summary>Finds the shim beside this assembly and says how to get libtorch when that is what it lacks.</summary>
internal static class ShimLibrary
{
#pragma warning disable CA2255 // A library's initializer is the only place that is sure to run before the first native call.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(ShimLibrary).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != "torchshim") return 0;
        CpuThreads.Use();
        string path = Path.Combine(AppContext.BaseDirectory, "libtorchshim.so");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException reason)
        {
            throw new DllNotFoundException(Explain(path, reason.Message), reason);
        }
    }

    internal static string Explain(string path, string reason) =>
        File.Exists(path)
            ? $"libtorch cannot be loaded. Install it with: apt-get install libtorch-dev libopenblas0-pthread. ({reason.ReplaceLineEndings(" ").Trim()})"
            : $"the native shim is missing: {path} does not exist. Build the solution again (cmake, g++ and libtorch-dev are needed).";
}

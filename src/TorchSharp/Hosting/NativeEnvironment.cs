using System.Runtime.InteropServices;

namespace TorchSharp.Hosting;

/// <summary>
/// The process's own environment and loader. .NET keeps a copy of the environment: what it sets there, native libraries never see.
/// </summary>
internal static partial class NativeEnvironment
{
    private const int LoadNow = 2, LoadGlobally = 0x100;

    internal static void Set(string name, string value) => _ = SetEnvironment(name, value, overwrite: 1);

    /// <returns>What it was, or null when it was not set.</returns>
    internal static string? Remove(string name)
    {
        string? before = Marshal.PtrToStringUTF8(GetEnvironment(name));
        _ = UnsetEnvironment(name);
        return before;
    }

    /// <summary>Loads the library for everyone: later libraries that need one of the same soname get this one.</summary>
    internal static bool LoadForAll(string path) => File.Exists(path) && Open(path, LoadNow | LoadGlobally) != 0;

    /// <summary>The address of a function of any library loaded for all; 0 where none has it.</summary>
    internal static nint Find(string function) => Symbol(handle: 0, function);

    [LibraryImport("libc", EntryPoint = "dlsym", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Symbol(nint handle, string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int mode);
}

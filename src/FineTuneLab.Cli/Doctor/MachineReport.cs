using System.Globalization;
using System.Runtime.InteropServices;

namespace FineTuneLab.Cli.Doctor;

/// <summary>One line of what a machine has. <paramref name="Mend"/> says what to do where something is missing.</summary>
internal sealed record Finding(string What, string Value, string? Mend = null);

/// <summary>What the operating system knows of this machine, without loading libtorch.</summary>
internal static class MachineReport
{
    public static IEnumerable<Finding> Read(string dataFolder) =>
    [
        new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}"),
        new("processor", $"{ProcessorName()}, {Environment.ProcessorCount} threads"),
        new("memory", $"{MemoryGiB()} GiB"),
        new(".NET", Environment.Version.ToString()),
        Program("compiler", "g++", "apt-get install g++"),
        Program("cmake", "cmake", "apt-get install cmake"),
        Library("libtorch", "libtorch_cpu.so", "apt-get install libtorch-dev, or set TORCH_HOME to a PyTorch folder"),
        Library("OpenBLAS, pthread", "openblas-pthread/libblas.so.3", "apt-get install libopenblas0-pthread"),
        Library("OpenBLAS, OpenMP", "openblas-openmp/libblas.so.3", "apt-get install libopenblas0-openmp"),
        Program("chromium", "chromium", "needed by ./lab test only, which installs it"),
        Gpu(),
        new("free disk space", FreeSpace(dataFolder)),
        .. PinnedKernels(),
    ];

    private static string ProcessorName() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? "unknown processor";

    private static string MemoryGiB() =>
        (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(1024, 3)).ToString("0.0", CultureInfo.InvariantCulture);

    private static Finding Program(string what, string name, string mend)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return found is null ? new(what, "missing", mend) : new(what, found);
    }

    private static Finding Library(string what, string name, string mend)
    {
        var torchHome = Environment.GetEnvironmentVariable("TORCH_HOME");
        IEnumerable<string> folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
        if (!string.IsNullOrEmpty(torchHome))
            folders = folders.Prepend(Path.Combine(torchHome, "lib"));
        var found = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return found is null ? new(what, "missing", mend) : new(what, new FileInfo(found).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? found);
    }

    private static Finding Gpu()
    {
        const string drivers = "/proc/driver/nvidia/gpus";
        var models = Directory.Exists(drivers)
            ? Directory.EnumerateFiles(drivers, "information", SearchOption.AllDirectories)
                .SelectMany(File.ReadLines).Where(line => line.StartsWith("Model:", StringComparison.Ordinal)).Select(line => line[6..].Trim()).ToList()
            : [];
        return new("GPU", models.Count > 0 ? string.Join(", ", models) : "none");
    }

    private static string FreeSpace(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing) ?? "/";
        return $"{Rendering.Figures.Bytes(new DriveInfo(existing).AvailableFreeSpace)} at {existing}";
    }

    // A pinned core type makes OpenBLAS run kernels of another processor; the worker decides anew and says so.
    private static IEnumerable<Finding> PinnedKernels() =>
        Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") is { Length: > 0 } core
            ? [new("OPENBLAS_CORETYPE", $"{core} in the environment; the worker measures whether that suits this processor")]
            : [];
}

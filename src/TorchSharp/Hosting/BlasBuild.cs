namespace TorchSharp.Hosting;

/// <summary>One of Debian's builds of OpenBLAS, by folder.</summary>
internal sealed record BlasBuild(string Name, string Folder)
{
    private const string Root = "/usr/lib/x86_64-linux-gnu";

    /// <summary>
    /// In order of preference. The OpenMP build shares one pool of threads with ATen; the pthread build keeps a second one that
    /// competes with it (training step of a 2 M-parameter model, two cores: 6,900 against 4,300–5,300 tokens/s).
    /// </summary>
    internal static IEnumerable<BlasBuild> Installed => new[]
    {
        new BlasBuild("OpenBLAS, OpenMP", Root + "/openblas-openmp"),
        new BlasBuild("OpenBLAS, pthreads", Root + "/openblas-pthread"),
    }.Where(build => File.Exists(Path.Combine(build.Folder, "libopenblas.so.0")));

    internal bool Load()
    {
        // libtorch asks for these sonames; the first one loaded under a soname answers for the whole process.
        bool loaded = NativeEnvironment.LoadForAll(Path.Combine(Folder, "libopenblas.so.0"));
        return NativeEnvironment.LoadForAll(Path.Combine(Folder, "libblas.so.3")) && loaded;
    }

    /// <summary>What to preload so that another process takes the same build.</summary>
    internal string Preload => $"{Folder}/libopenblas.so.0:{Folder}/libblas.so.3";
}

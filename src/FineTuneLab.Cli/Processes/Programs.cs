using FineTuneLab.Core;

namespace FineTuneLab.Cli.Processes;

/// <summary>Where the programs lie that the lab starts: all are built beside this one.</summary>
internal static class Programs
{
    /// <summary>The <c>dotnet</c> that runs this process, so that children run on the same.</summary>
    public static string DotnetHost { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    public static string Worker => BesideUs("FineTuneLab.Worker");

    public static string Web => BesideUs("FineTuneLab.Web");

    // artifacts/bin/FineTuneLab.Cli/release/ → artifacts/bin/<project>/release/<project>.dll
    private static string BesideUs(string project)
    {
        var path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, "release", project + ".dll"));
        return File.Exists(path) ? path : throw new LabException("this part of the lab is not built.", path, "Build it: ./lab build");
    }
}

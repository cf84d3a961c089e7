namespace FineTuneLab.Architecture.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>What a build wrote for one project: <c>artifacts/bin/&lt;project&gt;/release</c>.</summary>
    public static string Output(string project) => Path($"artifacts/bin/{project}/release");

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            if (File.Exists(System.IO.Path.Combine(folder, "FineTuneLab.sln")))
                return folder;
        }

        throw new InvalidOperationException($"No FineTuneLab.sln above {AppContext.BaseDirectory}.");
    }
}

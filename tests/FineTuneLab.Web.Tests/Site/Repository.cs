namespace FineTuneLab.Web.Tests.Site;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "FineTuneLab.sln")))
                return folder;
        }

        throw new InvalidOperationException($"No FineTuneLab.sln above {AppContext.BaseDirectory}.");
    }
}

using Xunit.Abstractions;

namespace FineTuneLab.Training.Tests;

/// <summary>Real models and their right answers, which lie beside the repository on some machines.</summary>
internal static class Truth
{
    /// <summary>A folder of ../shared/truth, or null (and a line in the test's output) where it is absent.</summary>
    public static string? Folder(string name, ITestOutputHelper output)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "truth", name);
            if (Directory.Exists(candidate))
                return candidate;
        }

        output.WriteLine($"skipped: ../shared/truth/{name} is absent");
        return null;
    }
}

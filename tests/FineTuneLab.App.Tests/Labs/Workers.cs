namespace FineTuneLab.App.Tests.Labs;

/// <summary>Processes that work on a lab's runs, by their command lines.</summary>
internal static class Workers
{
    public static IReadOnlyList<int> Of(LabFolder lab, string runId = "") => [.. Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && CommandLine(folder).Any(part => part.StartsWith(lab.Path($"data/runs/{runId}"), StringComparison.Ordinal)))
        .Select(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))];

    private static string[] CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }
}

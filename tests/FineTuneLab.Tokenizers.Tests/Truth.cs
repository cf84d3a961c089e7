using System.Text.Json;

namespace FineTuneLab.Tokenizers.Tests;

/// <summary>Where the reference data lies beside a checkout, and how its rows are read.</summary>
internal static class Truth
{
    public static string? Folder { get; } = Find();

    public static IEnumerable<JsonElement> Rows(params string[] path)
    {
        foreach (var line in File.ReadLines(System.IO.Path.Combine([Folder!, .. path])))
        {
            yield return JsonDocument.Parse(line).RootElement;
        }
    }

    public static string Path(params string[] path) => System.IO.Path.Combine([Folder!, .. path]);

    public static int[] Ints(this JsonElement row, string key) => [.. row.GetProperty(key).EnumerateArray().Select(value => value.GetInt32())];

    public static string Text(this JsonElement row, string key) => row.GetProperty(key).GetString()!;

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "FineTuneLab.sln")))
            {
                var truth = System.IO.Path.Combine(folder.FullName, "..", "shared", "truth");
                return Directory.Exists(truth) ? truth : null;
            }
        }

        return null;
    }
}

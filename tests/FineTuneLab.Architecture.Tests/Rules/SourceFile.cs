namespace FineTuneLab.Architecture.Tests.Rules;

/// <summary>A file that people write. <paramref name="Path"/> is relative to the root, with slashes.</summary>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    private static readonly string[] Extensions = [".cs", ".razor", ".cpp", ".h", ".js", ".css"];

    public static IReadOnlyList<SourceFile> Below(string root, params string[] folders) =>
        [.. folders.SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Extensions.Contains(System.IO.Path.GetExtension(file)))
            .Select(file => new SourceFile(System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllLines(file)))];
}

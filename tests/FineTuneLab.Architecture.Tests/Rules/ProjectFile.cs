using System.Xml.Linq;

namespace FineTuneLab.Architecture.Tests.Rules;

/// <summary>A project and the projects whose types it may use. A reference that only orders the build is none.</summary>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> References)
{
    public static IReadOnlyList<ProjectFile> Below(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories).Select(Read).OrderBy(project => project.Name, StringComparer.Ordinal)];

    private static ProjectFile Read(string path)
    {
        var references = XDocument.Load(path).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
        return new ProjectFile(Path.GetFileNameWithoutExtension(path), [.. references]);
    }
}

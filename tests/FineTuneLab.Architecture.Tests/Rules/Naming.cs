using System.Text.RegularExpressions;

namespace FineTuneLab.Architecture.Tests.Rules;

/// <summary>Names come from the field. A word that fits every class says nothing about one.</summary>
internal static partial class Naming
{
    // The API that src/TorchSharp stands in for has this name; code written against it must find it there too.
    private const string GivenByTorchSharp = "OptimizerHelper";

    public static IEnumerable<string> Violations(IEnumerable<SourceFile> files) =>
        files.SelectMany(file => FolderNames(file).Concat(TypeNames(file))
            .Where(name => Empty().IsMatch(name) && !(name == GivenByTorchSharp && file.Path.StartsWith("src/TorchSharp/", StringComparison.Ordinal)))
            .Select(name => $"{file.Path}: {name}"));

    private static IEnumerable<string> FolderNames(SourceFile file) => file.Path.Split('/').SkipLast(1);

    private static IEnumerable<string> TypeNames(SourceFile file) =>
        file.Path.EndsWith(".cs", StringComparison.Ordinal)
            ? file.Lines.Select(line => Declaration().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)
            : [Path.GetFileNameWithoutExtension(file.Path)];

    [GeneratedRegex(@"^\s*(?:[a-z]+\s+)*(?:class|struct|record|interface|enum)\s+(?:struct\s+|class\s+)?([A-Z]\w*)")]
    private static partial Regex Declaration();

    [GeneratedRegex("(Manager|Helpers?|Utils?|Utilities|Common)(?![a-z])")]
    private static partial Regex Empty();
}

using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using FineTuneLab.Architecture.Tests.Rules;

namespace FineTuneLab.Architecture.Tests;

public sealed class ReferenceTests
{
    private static readonly string[] Numerics = ["TorchSharp", "FineTuneLab.Training", "FineTuneLab.Worker"];

    [Fact]
    public void EveryProject_ReferencesOnlyWhatItsRoomMay()
    {
        var projects = ProjectFile.Below(Repository.Path("src"));

        projects.Select(project => project.Name).ShouldBe(AllowedReferences.Rooms, ignoreOrder: true);
        AllowedReferences.Violations(projects).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("FineTuneLab.Web", "FineTuneLab.Training")]
    [InlineData("FineTuneLab.Cli", "TorchSharp")]
    [InlineData("FineTuneLab.Core", "FineTuneLab.App")]
    [InlineData("FineTuneLab.Newcomer", "FineTuneLab.Core")]
    public void PlantedReference_IsFound(string project, string reference)
    {
        using var folder = new TemporaryFolder();
        folder.Write($"{project}/{project}.csproj", $"""<Project><ItemGroup><ProjectReference Include="../{reference}/{reference}.csproj" /></ItemGroup></Project>""");

        AllowedReferences.Violations(ProjectFile.Below(folder.Path)).ShouldBe([$"{project} references {reference}"]);
    }

    [Theory]
    [InlineData("FineTuneLab.Web", "FineTuneLab.Web.dll")]
    [InlineData("FineTuneLab.Cli", "lab.dll")]
    public void ServerAndTerminal_CannotReachLibtorch(string project, string program)
    {
        var output = Repository.Output(project);

        Reachable(output, program).ShouldContain("FineTuneLab.App");
        Reachable(output, program).ShouldNotContain(name => Numerics.Contains(name));
        Directory.GetFiles(output).Select(Path.GetFileNameWithoutExtension).ShouldNotContain(name => Numerics.Contains(name));
    }

    [Fact]
    public void Worker_ReachesTorchSharp()
    {
        // The same search, where the answer is known to be yes: it can see what it looks for.
        Reachable(Repository.Output("FineTuneLab.Worker"), "FineTuneLab.Worker.dll").ShouldContain("TorchSharp");
    }

    /// <summary>Names of all assemblies that a program refers to, itself or through others in its folder.</summary>
    private static HashSet<string> Reachable(string folder, string program)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([Path.Combine(folder, program)]);
        while (open.TryDequeue(out var path))
        {
            foreach (var name in References(path).Where(seen.Add))
            {
                var next = Path.Combine(folder, name + ".dll");
                if (File.Exists(next))
                    open.Enqueue(next);
            }
        }

        return seen;
    }

    private static List<string> References(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}

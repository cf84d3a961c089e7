using FineTuneLab.Architecture.Tests.Rules;

namespace FineTuneLab.Architecture.Tests;

public sealed class SourceTests
{
    private static readonly IReadOnlyList<SourceFile> Sources = SourceFile.Below(Repository.Root, "src", "tests");

    [Fact]
    public void Sources_AreFound() => Sources.Count(file => file.Path.EndsWith(".cs", StringComparison.Ordinal)).ShouldBeGreaterThan(100);

    [Fact]
    public void EveryFile_IsShortEnough() => FileSize.Violations(Sources).ShouldBeEmpty();

    [Fact]
    public void EveryName_ComesFromTheField() => Naming.Violations(Sources).ShouldBeEmpty();

    [Fact]
    public void NoFile_HoldsUnfinishedWork() => UnfinishedWork.Violations(Sources).ShouldBeEmpty();

    [Theory]
    [InlineData("src/X/Long.cs", 401, true)]
    [InlineData("src/X/Long.cs", 400, false)]
    [InlineData("src/X/Recipes/Long.cs", 600, false)]
    [InlineData("src/X/Models/Long.cs", 601, true)]
    public void PlantedLength_IsFound(string path, int lines, bool found)
    {
        var planted = new SourceFile(path, [.. Enumerable.Repeat("", lines)]);

        FileSize.Violations([planted]).Any().ShouldBe(found);
    }

    [Theory]
    [InlineData("src/X/A.cs", "public sealed class RunManager(int x)", true)]
    [InlineData("src/X/A.cs", "    internal readonly record struct StringUtils;", true)]
    [InlineData("src/X/Common/A.cs", "class A", true)]
    [InlineData("src/X/PathHelper.razor", "", true)]
    [InlineData("src/X/A.cs", "internal static class CommonsenseSuite", false)]
    [InlineData("src/X/A.cs", "public sealed record Run(string ManagerName);", false)]
    public void PlantedName_IsFound(string path, string line, bool found) => Naming.Violations([new(path, [line])]).Any().ShouldBe(found);

    [Theory]
    [InlineData("throw new NotImplemented" + "Exception();")]
    [InlineData("// TO" + "DO: later")]
    [InlineData("[Fact(" + "Skip = \"slow\")]")]
    public void PlantedStub_IsFound(string line) => UnfinishedWork.Violations([new("src/X/A.cs", [line])]).ShouldHaveSingleItem();
}

using FineTuneLab.Core;
using FineTuneLab.Evals.Knowledge;

namespace FineTuneLab.Evals.Tests.Knowledge;

public sealed class KnowledgeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public KnowledgeTests()
    {
        _folder.Write("returns.md", "# Returns\n\nItems come back within\n30 days.\n\n## Costs\n\nReturning costs nothing.\n");
        _folder.Write("tents/norvik.md", "# Norvik tent\n\nThe Norvik tent costs 48 dollars.\n\n- weighs 3 kilograms\n- comes in red\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Articles_AreCutIntoPassagesUnderTheirHeadings()
    {
        var passages = KnowledgeBase.Load(_folder.Path).Passages;

        passages.Select(passage => (passage.Id, passage.Title)).ShouldBe([
            ("returns.md#1", "Returns"), ("returns.md#2", "Returns / Costs"), ("tents/norvik.md#1", "Norvik tent"), ("tents/norvik.md#2", "Norvik tent"),
        ]);
        passages[0].Text.ShouldBe("Items come back within 30 days.");
        passages[3].Text.ShouldBe("- weighs 3 kilograms\n- comes in red");
    }

    [Fact]
    public void Hash_FollowsContent()
    {
        var before = KnowledgeBase.Load(_folder.Path).Hash;
        _folder.Write("returns.md", "# Returns\n\nItems come back within 14 days.\n");

        KnowledgeBase.Load(_folder.Path).Hash.ShouldNotBe(before);
    }

    [Fact]
    public void Search_FindsTheAnswerFirst()
    {
        var found = Search("How much does the Norvik tent cost?", 3);

        found[0].Passage.Id.ShouldBe("tents/norvik.md#1");
        found[0].Rank.ShouldBe(1);
        found[0].Score.ShouldBeGreaterThan(found[1].Score);
    }

    [Fact]
    public void Search_FindsOtherFormsOfAWord() => Search("return cost", 1)[0].Passage.Id.ShouldBe("returns.md#2");

    [Theory]
    [InlineData("\"; DROP TABLE passage; --")]
    [InlineData("title:norvik OR text:(\"")]
    [InlineData("NEAR(a b) AND NOT ^x*")]
    [InlineData("Norvik's \0 tent – 48 € 🙂")]
    public void Search_TakesAnyText(string query) => Should.NotThrow(() => Search(query, 3));

    [Theory]
    [InlineData("")]
    [InlineData("?!… – \"\"")]
    [InlineData("zzzzz")]
    public void NoSharedWord_FindsNothing(string query) => Search(query, 3).ShouldBeEmpty();

    [Fact]
    public void SameQuery_GivesTheSamePassages() => Search("tent days costs", 4).ShouldBe(Search("tent days costs", 4));

    [Fact]
    public void EmptyOrMissingFolder_IsAnError()
    {
        using var empty = new TemporaryFolder();

        Should.Throw<LabException>(() => KnowledgeBase.Load(empty.Path)).Message.ShouldContain("holds no passage");
        Should.Throw<LabException>(() => KnowledgeBase.Load(empty.Path + "/nowhere")).Message.ShouldContain("does not exist");
    }

    private IReadOnlyList<RetrievedPassage> Search(string query, int count)
    {
        using var retriever = new Retriever(KnowledgeBase.Load(_folder.Path));
        return retriever.Search(query, count);
    }
}

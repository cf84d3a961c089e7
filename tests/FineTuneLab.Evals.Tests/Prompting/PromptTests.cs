using FineTuneLab.Core;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Core.Runs;
using FineTuneLab.Evals.Knowledge;
using FineTuneLab.Evals.Prompting;
using FineTuneLab.Evals.Suites;
using FineTuneLab.Evals.TrainingSets;

namespace FineTuneLab.Evals.Tests.Prompting;

public sealed class PromptTests
{
    private static readonly Suite Routing = Samples.Suite("routing", "Message: {{input}}\nQueue:", labels: ["A", "B"]) with
    {
        Instruction = "Instruction: Route.",
        Examples = [.. Enumerable.Range(0, 10).Select(i => Samples.Item($"example-{i}", $"text {i}", i % 2 == 0 ? "A" : "B"))],
        Retrieval = new SuiteRetrieval("input", Template.Parse("Passage {{rank}}: {{text}}\n", "x")),
    };

    private static readonly SuiteItem Item = Samples.Item("item", "My parcel is late.", "A");

    private static readonly IReadOnlyList<RetrievedPassage> Found =
        [new(new Passage("a.md#1", "A", "First."), 1, 2), new(new Passage("b.md#1", "B", "Second."), 2, 1)];

    [Fact]
    public void PlainPrompt_IsTheTemplateAlone() =>
        Render(new PromptSpec(), []).ShouldBe("Message: My parcel is late.\nQueue:");

    [Fact]
    public void Parts_ComeInTheirOrder()
    {
        var prompt = Render(new PromptSpec { Instruction = true, Shots = 1 }, Found);

        prompt.ShouldMatch("^Instruction: Route\\.\nMessage: text [0-9]\nQueue: [AB]\nPassage 1: First\\.\nPassage 2: Second\\.\nMessage: My parcel is late\\.\nQueue:$");
    }

    [Fact]
    public void SameSeed_GivesTheSamePrompt()
    {
        var spec = new PromptSpec { Shots = 4 };

        Render(spec, [], seed: 3).ShouldBe(Render(spec, [], seed: 3));
        Enumerable.Range(0, 8).Select(seed => Render(spec, [], seed)).Distinct().Count().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Shots_NeverShowTheItemItself()
    {
        var twin = Item with { Id = "example-twin" };
        var suite = Routing with { Examples = [twin, .. Routing.Examples] };

        for (var seed = 0; seed < 20; seed++)
            FewShot.Choose(suite, Item, 10, seed).ShouldNotContain(twin);
    }

    [Fact]
    public void Shots_TakeTurnsOverTheLabels()
    {
        for (var seed = 0; seed < 20; seed++)
            FewShot.Choose(Routing, Item, 4, seed).Select(example => example.Expected).Order().ShouldBe(["A", "A", "B", "B"]);
    }

    [Fact]
    public void PoolTooSmall_IsAnError() =>
        Should.Throw<LabException>(() => Render(new PromptSpec { Shots = 11 }, [])).Message.ShouldContain("suite routing, item item: 11 examples are asked for, and the pool holds 10");

    [Fact]
    public void TrainingRow_IsRenderedAsItWillBeAsked()
    {
        var row = new TrainingRow("r", "rows.jsonl:1", "routing", null, Item.Fields, "A", "A", null);

        var example = PromptBuilder.Render(row, Routing, new PromptSpec { Instruction = true }, Found, 1);

        example.Prompt.ShouldBe(Render(new PromptSpec { Instruction = true }, Found));
        example.Completion.ShouldBe(" A\n");
        example.Task.ShouldBe("routing");
    }

    [Theory]
    [InlineData("2 + 2 =", "4", " 4\n")]
    [InlineData("2 + 2 = ", "4", "4\n")]
    [InlineData("2 + 2 =", " 4", " 4\n")]
    [InlineData("2 + 2 =", "4\n", " 4\n")]
    public void WrittenPrompt_IsJoinedByOneSpaceAndClosed(string prompt, string answer, string completion)
    {
        var row = new TrainingRow("r", "rows.jsonl:1", null, prompt, new Dictionary<string, string>(), answer, answer, null);

        PromptBuilder.Render(row, null, new PromptSpec(), [], 1).ShouldBe(new TrainingExample { Id = "r", Prompt = prompt, Completion = completion });
    }

    [Fact]
    public void RowOfAnUnknownTask_IsNamed()
    {
        var row = new TrainingRow("r", "rows.jsonl:7", "sorting", null, Item.Fields, "A", "A", null);

        Should.Throw<LabException>(() => PromptBuilder.Render(row, null, new PromptSpec(), [], 1)).Message.ShouldStartWith("rows.jsonl:7: no suite of the experiment is named \"sorting\"");
    }

    private static string Render(PromptSpec prompt, IReadOnlyList<RetrievedPassage> passages, int seed = 1) =>
        PromptBuilder.Render(Routing, Item, prompt, passages, seed);
}

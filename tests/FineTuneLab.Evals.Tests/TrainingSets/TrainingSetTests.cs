using FineTuneLab.Core;
using FineTuneLab.Evals.TrainingSets;

namespace FineTuneLab.Evals.Tests.TrainingSets;

public sealed class TrainingSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_AreReadInAllThreeShapes()
    {
        var rows = Load("""
            {"prompt": "2 + 2 =", "completion": "4"}
            {"task": "routing", "input": "My parcel is late.", "expected": "Delivery"}
            {"task": "facts", "question": "Price?", "completion": "Hi! 4 dollars.", "expected": "4 dollars", "query": "price"}
            {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi."}]}
            """).Rows;

        rows[0].Prompt.ShouldBe("2 + 2 =");
        rows[0].Answer.ShouldBe("4");
        rows[1].Prompt.ShouldBeNull();
        rows[1].Fields["input"].ShouldBe("My parcel is late.");
        rows[1].Expected.ShouldBe("Delivery");
        rows[2].Answer.ShouldBe("Hi! 4 dollars.");
        rows[2].Expected.ShouldBe("4 dollars");
        rows[2].Query.ShouldBe("price");
        rows[3].Prompt.ShouldBe("Instruction: Be brief.\nUser: Hello\nAssistant:");
        rows[3].Answer.ShouldBe("Hi.");
        rows.Select(row => row.Id).ShouldBe(["row-1", "row-2", "row-3", "row-4"]);
    }

    [Theory]
    [InlineData("{\"prompt\": \"a\"}", "rows.jsonl:1: `expected` is missing")]
    [InlineData("{\"prompt\": \"a\", \"completion\": \"  \"}", "rows.jsonl:1: the completion is empty")]
    [InlineData("{\"completion\": \"a\"}", "rows.jsonl:1: the row has neither `prompt` nor `task`")]
    [InlineData("{\"prompt\": \"a\", \"completion\": \"b\"}\nnonsense", "rows.jsonl:2: this is not the JSON object")]
    [InlineData("[1]", "rows.jsonl:1: this is not the JSON object")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}", "at least two messages")]
    [InlineData("{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"user\", \"content\": \"b\"}]}", "the last message is by \"user\"")]
    [InlineData("{\"messages\": [{\"role\": \"oracle\", \"content\": \"a\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}", "there is no role \"oracle\"")]
    [InlineData("{\"messages\": [{\"role\": \"user\"}, {\"role\": \"assistant\", \"content\": \"b\"}]}", "a message has no `content`")]
    [InlineData("{\"id\": \"x\", \"prompt\": \"a\", \"completion\": \"b\"}\n{\"id\": \"x\", \"prompt\": \"a\", \"completion\": \"b\"}", "rows.jsonl:2: the id \"x\" stands on 2 rows")]
    [InlineData("", "the file holds no rows")]
    public void BadRows_AreNamedWithTheirLine(string rows, string expected) =>
        Should.Throw<LabException>(() => Load(rows)).Message.ShouldContain(expected);

    [Fact]
    public void Csv_IsReadByItsHeader()
    {
        var path = _folder.Write("rows.csv", "prompt,completion\n\"One, two\",three\n");

        TrainingSet.Load(path).Rows.ShouldHaveSingleItem().Prompt.ShouldBe("One, two");
    }

    [Fact]
    public void Folder_IsReadByItsYaml()
    {
        _folder.Write("training.yaml", "name: sums\nlicence: CC0-1.0\ndescription: Small sums.\n");
        _folder.Write("rows.jsonl", "{\"prompt\": \"2 + 2 =\", \"completion\": \"4\"}\n");

        var set = TrainingSet.Load(_folder.Path);

        set.Name.ShouldBe("sums");
        set.Description.ShouldBe("Small sums.");
        set.Rows.Count.ShouldBe(1);
    }

    [Fact]
    public void OtherExtension_IsRefused() =>
        Should.Throw<LabException>(() => TrainingSet.Load(_folder.Write("rows.parquet", "x"))).Message.ShouldContain("\".parquet\" are not read");

    private TrainingSet Load(string rows) => TrainingSet.Load(_folder.Write("rows.jsonl", rows));
}

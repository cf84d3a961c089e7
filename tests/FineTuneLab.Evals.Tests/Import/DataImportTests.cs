using FineTuneLab.Core;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Evals.Import;
using FineTuneLab.Evals.Planning;
using FineTuneLab.Evals.Suites;
using FineTuneLab.Evals.TrainingSets;
using Xunit.Abstractions;

namespace FineTuneLab.Evals.Tests.Import;

public sealed class DataImportTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OneFile_IsSplitIntoTrainingSetAndSuite()
    {
        var source = _folder.Write("Tickets 2026.csv", "subject,queue\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"text number {i},{(i % 2 == 0 ? "sales" : "repair")}\n")));

        var imported = DataImport.Run(source, _folder.Path, new ImportOptions { TextColumn = "subject" });

        imported.Name.ShouldBe("tickets-2026");
        var suite = Suite.Load(imported.Suite);
        suite.Items.Count.ShouldBe(10);
        suite.Labels.ShouldBe(["repair", "sales"]);
        suite.Instruction.ShouldBe("Instruction: Name the label of the message. Labels: repair, sales.");
        var rows = TrainingSet.Load(imported.TrainingSet).Rows;
        rows.Count.ShouldBe(40);
        rows.Select(row => row.Fields["input"]).Intersect(suite.Items.Select(item => item.Fields["input"])).ShouldBeEmpty();
    }

    [Fact]
    public void SameSeed_GivesTheSameFiles()
    {
        var source = _folder.Write("t.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"text {i},{(i % 2 == 0 ? "a" : "b")}\n")));
        string Hash(string name, int seed) =>
            ContentHash.OfFile(Path.Combine(DataImport.Run(source, _folder.Path, new ImportOptions { Name = name, Seed = seed, Items = 5 }).Suite, "items.jsonl"));

        Hash("one", 1).ShouldBe(Hash("two", 1));
        Hash("three", 2).ShouldNotBe(Hash("four", 1));
    }

    [Fact]
    public void WhatIsLeftOut_IsSaid()
    {
        _folder.Write("in/train.csv", "text,label\na,x\nb,y\nc,x\nd,y\nb,x\nh,x\ni,y\n");
        _folder.Write("in/test.csv", "text,label\nA,x\ne,z\nf,x\ng,y\n");

        var imported = DataImport.Run(Path.Combine(_folder.Path, "in"), _folder.Path, new ImportOptions { Items = 2 });

        imported.Notes.ShouldContain(note => note.StartsWith("1 test rows were dropped"));
        imported.Notes.ShouldContain(note => note.StartsWith("1 training texts stand there with different labels"));
        imported.Notes.ShouldContain(note => note.StartsWith("No training row has the label z"));
        imported.Notes.ShouldContain(note => note.StartsWith("The suite holds 2 of 3 rows"));
    }

    [Fact]
    public void ManyDifferentAnswers_AreFreeText()
    {
        var source = _folder.Write("faq.jsonl", string.Concat(Enumerable.Range(0, 30).Select(i => $"{{\"question\": \"q {i}\", \"answer\": \"a {i}\"}}\n")));

        var suite = Suite.Load(DataImport.Run(source, _folder.Path, new ImportOptions()).Suite);

        suite.Labels.ShouldBeEmpty();
        suite.Scorers[0].ShouldBe("contains");
    }

    [Theory]
    [InlineData("id,body,kind\n1,a,b\n", "no column holds the text: there is id, body, kind")]
    [InlineData("text,label\na,x\nb,\n", "t.csv:3: `label` is missing or empty")]
    [InlineData("text,label\na,x\n", "one row is too few")]
    public void BadSource_IsNamed(string csv, string expected) =>
        Should.Throw<LabException>(() => DataImport.Run(_folder.Write("t.csv", csv), _folder.Path, new ImportOptions())).Message.ShouldContain(expected);

    [Fact]
    public void TakenName_IsRefused()
    {
        var source = _folder.Write("t.csv", "text,label\na,x\nb,x\nc,y\nd,y\ne,x\nf,y\n");
        DataImport.Run(source, _folder.Path, new ImportOptions());

        Should.Throw<LabException>(() => DataImport.Run(source, _folder.Path, new ImportOptions())).Message.ShouldContain("there is one of that name already");
    }

    [Fact]
    public void FailedImport_LeavesNothingBehind()
    {
        var source = _folder.Write("t.csv", "text,label\na,x\nb,x\nc,y\nd,y\ne,x\nf,y\n");
        _folder.Write("suites", "a file where the folder should be");

        Should.Throw<IOException>(() => DataImport.Run(source, _folder.Path, new ImportOptions()));

        Directory.Exists(Path.Combine(_folder.Path, "training/t")).ShouldBeFalse();
    }

    [Fact]
    public void Banking77_BecomesAComparison()
    {
        var source = Path.Combine(Repository.Root, "../shared/truth/data/banking77");
        if (!Directory.Exists(source))
        {
            output.WriteLine($"skipped: {source} is absent");
            return;
        }

        var imported = DataImport.Run(source, _folder.Path, new ImportOptions { Items = 154, Train = 1540 });

        var suite = Suite.Load(imported.Suite);
        suite.Labels.Count.ShouldBe(77);
        suite.Items.GroupBy(item => item.Expected).Select(label => label.Count()).ShouldAllBe(count => count == 2);
        imported.Notes.ShouldContain(note => note.StartsWith("The instruction names"));
        var data = new ExperimentData([suite], new Dictionary<string, TrainingSet> { ["t"] = TrainingSet.Load(imported.TrainingSet) }, new Dictionary<string, Evals.Knowledge.KnowledgeBase>());
        var tuned = new ApproachSpec { Name = "full", Tuning = new TuningSpec { Recipe = TuningRecipe.Full, TrainingSet = "t" } };
        RunPlan.Create(data, tuned, "model", 1).Training.Count.ShouldBe(1386);
    }
}

using FineTuneLab.Core;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Evals.Planning;

namespace FineTuneLab.Evals.Tests.Planning;

public sealed class ExperimentDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EverythingThatIsMissing_IsSaidAtOnce()
    {
        WriteSuite("one", "colours");
        var message = Problem("one", "absent");

        message.ShouldContain("absent/suite.yaml: the file cannot be read");
        message.ShouldContain("rows.jsonl: the file cannot be read");
        message.ShouldContain("the folder of the knowledge base does not exist");
    }

    [Fact]
    public void TwoSuitesOfOneName_AreRefused()
    {
        WriteSuite("one", "colours");
        WriteSuite("two", "colours");

        Problem("one", "two").ShouldContain("2 suites are named \"colours\"");
    }

    private string Problem(params string[] suites)
    {
        var spec = new ExperimentSpec
        {
            Name = "x",
            Models = ["m"],
            Suites = suites,
            Approaches =
            [
                new ApproachSpec { Name = "rag", Retrieval = new RetrievalSpec { KnowledgeBase = "kb" } },
                new ApproachSpec { Name = "full", Tuning = new TuningSpec { Recipe = TuningRecipe.Full, TrainingSet = "rows.jsonl" } },
            ],
        };
        return Should.Throw<LabException>(() => ExperimentData.Load(spec, _folder.Path)).Message;
    }

    private void WriteSuite(string folder, string name)
    {
        _folder.Write($"{folder}/suite.yaml", $"name: {name}\nrole: target\nlicence: CC0-1.0\ntemplate: \"{{{{input}}}}\"\nscorers: [exact-match]\n");
        _folder.Write($"{folder}/items.jsonl", "{\"input\": \"a\", \"expected\": \"b\"}\n");
    }
}

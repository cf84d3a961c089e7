using FineTuneLab.Core.Experiments;

namespace FineTuneLab.Core.Tests;

public sealed class StrictYamlTests
{
    private const string Minimal = """
        name: small
        models: [data/models/a]
        suites: [data/suites/b]
        approaches:
          - name: zero-shot

        """;

    [Fact]
    public void MinimalFile_KeepsDefaults()
    {
        var spec = StrictYaml.Parse<ExperimentSpec>(Minimal, "x.yaml").Value;

        spec.Name.ShouldBe("small");
        spec.Seeds.ShouldBe([1]);
        spec.Approaches.ShouldHaveSingleItem().Prompt.Shots.ShouldBe(0);
    }

    [Fact]
    public void NestedKeys_AreReadByTheirKebabNames()
    {
        var spec = StrictYaml.Parse<ExperimentSpec>(Minimal + """
              - name: tuned
                retrieval: { knowledge-base: kb, top-k: 5 }
                tuning:
                  recipe: lora
                  training-set: rows.jsonl
                  learning-rate: 2.5e-3
                  with-retrieval: true
            """, "x.yaml").Value;

        var tuned = spec.Approaches[1];
        tuned.Retrieval.ShouldBe(new RetrievalSpec { KnowledgeBase = "kb", TopK = 5 });
        tuned.Tuning.ShouldNotBeNull();
        tuned.Tuning.Recipe.ShouldBe(TuningRecipe.Lora);
        tuned.Tuning.LearningRate.ShouldBe(0.0025);
        tuned.Tuning.WithRetrieval.ShouldBeTrue();
        tuned.Tuning.Epochs.ShouldBe(3);
    }

    [Fact]
    public void UnknownKey_NamesLineAndAllowedKeys()
    {
        var error = Should.Throw<LabException>(() => StrictYaml.Parse<ExperimentSpec>(Minimal + "sedes: [1]\n", "x.yaml"));

        error.Message.ShouldStartWith("x.yaml:6: unknown key `sedes`.");
        error.Message.ShouldContain("seeds");
    }

    [Fact]
    public void MissingRequiredKey_IsNamedWithTheBlocksLine()
    {
        var error = Should.Throw<LabException>(() => StrictYaml.Parse<ExperimentSpec>(
            Minimal + "  - name: t\n    tuning:\n      recipe: full\n", "x.yaml"));

        error.Message.ShouldBe("x.yaml:8: the key `approaches[1].tuning.training-set` is missing.");
    }

    [Theory]
    [InlineData("seeds: [one]", "`seeds[0]` wants a whole number, not \"one\".")]
    [InlineData("seeds: 1", "`seeds` wants a list, not a single value.")]
    [InlineData("title: [a]", "`title` wants text, not a list.")]
    [InlineData("title:", "`title` has no value.")]
    public void WrongType_IsNamedWithItsLine(string line, string expected)
    {
        var error = Should.Throw<LabException>(() => StrictYaml.Parse<ExperimentSpec>(Minimal + line + "\n", "x.yaml"));

        error.Message.ShouldStartWith("x.yaml:6: " + expected);
    }

    [Fact]
    public void WrongEnum_ListsWhatIsAllowed()
    {
        var error = Should.Throw<LabException>(() => StrictYaml.Parse<TuningSpec>("recipe: qlora\ntraining-set: x\n", "x.yaml"));

        error.Message.ShouldBe("x.yaml:1: `recipe` wants one of full, partial, lora, not \"qlora\".");
    }

    [Fact]
    public void SeveralProblems_AreAllSaid()
    {
        var error = Should.Throw<LabException>(() => StrictYaml.Parse<ExperimentSpec>("name: a\nmodel: [x]\nseeds: [x]\n", "x.yaml"));

        error.Message.ShouldContain("5 problems");
        error.Message.ShouldContain("x.yaml:2: unknown key `model`");
        error.Message.ShouldContain("x.yaml:3: `seeds[0]`");
        error.Message.ShouldContain("`suites` is missing");
    }

    [Fact]
    public void BrokenSyntax_NamesTheLine() =>
        Should.Throw<LabException>(() => StrictYaml.Parse<ExperimentSpec>("name: a\nmodels: [x\nsuites: []\n", "x.yaml"))
            .Message.ShouldMatch("^x.yaml:[0-9]+: this is not valid YAML");

    [Fact]
    public void DuplicateKey_IsAnError() =>
        Should.Throw<LabException>(() => StrictYaml.Parse<ExperimentSpec>("name: a\nname: b\n", "x.yaml"))
            .Message.ShouldStartWith("x.yaml:2: ");

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b\n")]
    public void NoMappingAtAll_IsAnError(string text) =>
        Should.Throw<LabException>(() => StrictYaml.Parse<ExperimentSpec>(text, "x.yaml"));

    [Fact]
    public void MissingFile_IsNamed() =>
        Should.Throw<LabException>(() => StrictYaml.Read<ExperimentSpec>("/nowhere/x.yaml")).Message.ShouldStartWith("/nowhere/x.yaml: ");

    [Fact]
    public void At_FindsTheNearestWrittenKey()
    {
        var file = StrictYaml.Parse<ExperimentSpec>(Minimal, "x.yaml");

        file.At("approaches[0].name").ShouldBe("x.yaml:5");
        file.At("approaches[0].tuning.epochs").ShouldBe("x.yaml:5");
        file.At("seeds").ShouldBe("x.yaml");
    }
}

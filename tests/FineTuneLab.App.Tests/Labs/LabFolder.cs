using FineTuneLab.Core.Runs;

namespace FineTuneLab.App.Tests.Labs;

/// <summary>The files of a small lab, deleted with the test: a suite of six colours, a training set, a knowledge base and a base model.</summary>
internal sealed class LabFolder : IDisposable
{
    public const string Experiment = "colours";

    public LabFolder()
    {
        Root = Directory.CreateTempSubdirectory("lab-test-").FullName;
        Write("data/suites/colours/suite.yaml", """
            name: colours
            role: target
            description: What colour a thing has.
            licence: CC0-1.0
            template: "{{thing}}:"
            instruction: "Name the colour."
            scorers: [exact-match, contains]
            max-tokens: 8
            """);
        WriteItems(["grass green", "sky blue", "snow white", "coal black", "blood red", "sun yellow"]);
        Write("data/training/colours/training.yaml", "name: colours\nlicence: CC0-1.0\n");
        Write("data/training/colours/rows.jsonl", string.Concat(Enumerable.Range(0, 12).Select(i =>
            $$"""{"id":"r{{i}}","task":"colours","thing":"leaf {{i}}","completion":" green"}""" + "\n")));
        Write("data/knowledge/colours/colours.md", "# Colours\n\nGrass is green.\n\nThe sky is blue.\n");
        Write("data/models/tiny/config.json", "{}");
    }

    public string Root { get; }

    public string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public void Write(string relative, string text)
    {
        var path = Path(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <param name="items">"thing colour"</param>
    public void WriteItems(IReadOnlyList<string> items) => Write("data/suites/colours/items.jsonl", string.Concat(items.Select((item, i) =>
        $$"""{"id":"c{{i}}","thing":"{{item.Split(' ')[0]}}","expected":"{{item.Split(' ')[1]}}"}""" + "\n")));

    /// <summary>An experiment over the suite; untuned approaches only, unless others are given.</summary>
    public string Yaml(string name = Experiment, string approaches = """
          - name: zero-shot
          - name: instructed
            prompt: { instruction: true }
        """) => $"""
        name: {name}
        title: Colours
        question: Does an instruction help?
        models: [data/models/tiny]
        suites: [data/suites/colours]
        approaches:
        {approaches}
        """;

    public const string TunedApproaches = """
          - name: zero-shot
          - name: full
            tuning: { recipe: full, training-set: data/training/colours, epochs: 1 }
        """;

    public string RunFile(string runId, string name) => Path($"data/runs/{runId}/{name}");

    public string Events(string runId) => RunFile(runId, RunSpec.EventsFile);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

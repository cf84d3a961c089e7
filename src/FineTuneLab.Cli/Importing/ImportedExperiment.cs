using System.Text;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Evals.Suites;
using FineTuneLab.Evals.TrainingSets;

namespace FineTuneLab.Cli.Importing;

/// <summary>A first experiment for imported data: the plain model, a few examples, and two ways of tuning, on the same items.</summary>
internal static class ImportedExperiment
{
    /// <param name="root">The lab's root.</param>
    /// <param name="paths">What the import wrote, relative to the root.</param>
    /// <param name="model">Path of the base model.</param>
    /// <returns>The text of an <c>experiment.yaml</c>.</returns>
    public static string Yaml(string root, string name, IReadOnlyList<string> paths, string model)
    {
        var suites = paths.Where(path => File.Exists(Path.Combine(root, path, SuiteFile.FileName)));
        var trainingSet = paths.First(path => File.Exists(Path.Combine(root, path, TrainingSetFile.FileName)));
        var yaml = new StringBuilder()
            .Append($"# lab run experiments/{name}/{ExperimentFile.Name}\n")
            .Append($"name: {name}\n")
            .Append($"question: Is tuning on {name} worth it, against asking the base model?\n")
            .Append($"models: [{model}]\n")
            .Append("suites:\n");
        foreach (var suite in suites)
            yaml.Append($"- {suite}\n");
        return yaml.Append($$"""
            approaches:
            - name: zero-shot
            - name: few-shot
              prompt: { shots: 4 }
            - name: full
              tuning: { recipe: full, training-set: {{trainingSet}} }
            - name: lora
              tuning: { recipe: lora, training-set: {{trainingSet}}, learning-rate: 2e-3, epochs: 8 }

            """).ToString();
    }
}

namespace FineTuneLab.Cli.Tests.Programs;

/// <summary>A lab's folder of one test, deleted with it.</summary>
internal sealed class TemporaryLab : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("finetunelab-cli-").FullName;

    public string Write(string relative, string content)
    {
        var file = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    /// <summary>
    /// Adds an experiment that ends in seconds: the shipped base model, three items, asked plainly, with examples and after
    /// <paramref name="epochs"/> passes over three training rows.
    /// </summary>
    /// <returns>The experiment's file.</returns>
    public string AddTinyExperiment(string name = "tiny", int epochs = 1)
    {
        var models = Directory.CreateDirectory(Path.Combine(Root, "data/models")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(models, "tiny-llama"), Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../data/models/tiny-llama")));
        Write("data/suites/tickets/suite.yaml", """
            name: tickets
            role: target
            licence: CC0-1.0
            template: "Ticket: {{input}}\nQueue:"
            examples: items.jsonl
            scorers: [label]
            max-tokens: 8
            """);
        Write("data/suites/tickets/items.jsonl", """
            {"id": "t1", "input": "I was charged twice.", "expected": "billing"}
            {"id": "t2", "input": "Where is my parcel?", "expected": "delivery"}
            {"id": "t3", "input": "Can I send it back?", "expected": "returns"}
            """);
        Write("data/training/tickets.csv", "task,input,expected\ntickets,Refund me.,billing\ntickets,It never came.,delivery\ntickets,Take it back.,returns\n");
        return Write($"experiments/{name}/experiment.yaml", $$"""
            name: {{name}}
            models: [data/models/tiny-llama]
            suites: [data/suites/tickets]
            approaches:
            - name: zero-shot
            - name: few-shot
              prompt: { shots: 2 }
            - name: lora
              tuning: { recipe: lora, training-set: data/training/tickets.csv, epochs: {{epochs}}, held-out-share: 0, evaluations: 0 }
            """);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

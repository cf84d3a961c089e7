using FineTuneLab.Core;
using FineTuneLab.Evals.Data;

namespace FineTuneLab.Evals.Import;

/// <summary>Reads labelled rows: a folder with train.* and test.*, or one file of which a fifth is set aside.</summary>
internal sealed class LabelledSource(ImportOptions options)
{
    private const int TestShareInverse = 5;

    private static readonly string[] TextNames = ["text", "input", "message", "question", "prompt", "sentence", "query", "utterance"];
    private static readonly string[] LabelNames = ["label", "category", "queue", "class", "intent", "expected", "completion", "answer", "output", "target"];
    private static readonly string[] Extensions = [".csv", ".jsonl", ".ndjson"];

    /// <exception cref="LabException">No such source, no known columns, an empty text or label (its line named).</exception>
    public (IReadOnlyList<LabelledText> Train, IReadOnlyList<LabelledText> Test) Read(string source)
    {
        if (File.Exists(source))
            return Split(ReadFile(source));
        if (!Directory.Exists(source))
            throw new LabException("there is no such file or folder.", source, "Name a CSV or JSONL file, or a folder with train.csv and test.csv.");
        return (ReadFile(FileIn(source, "train")), ReadFile(FileIn(source, "test")));
    }

    private static string FileIn(string folder, string name) =>
        Extensions.Select(extension => Path.Combine(folder, name + extension)).FirstOrDefault(File.Exists)
        ?? throw new LabException($"the folder holds no {name}.csv or {name}.jsonl.", folder, "Name the files so, or import one file: a fifth of it is then set aside as the suite.");

    private List<LabelledText> ReadFile(string path)
    {
        var rows = DataFile.Read(path);
        var columns = rows[0].Values.Keys.ToList();
        var text = Column(options.TextColumn, TextNames, columns, path, "text", 0);
        var label = Column(options.LabelColumn, LabelNames, columns, path, "label", 1);
        return [.. rows.Select(row => new LabelledText(OneLine(row.Required(text)), OneLine(row.Required(label))))];
    }

    // Two columns need no names: the first is the text.
    private static string Column(string? named, string[] known, List<string> columns, string path, string what, int place)
    {
        var found = named is null
            ? known.FirstOrDefault(columns.Contains) ?? (columns.Count == 2 ? columns[place] : null)
            : columns.Find(column => column == named);
        return found ?? throw new LabException(
            $"no column holds the {what}: there is {string.Join(", ", columns)}.", path, $"Name one of them as the {what} column, or call it \"{known[0]}\".");
    }

    // A line break would end the answer, and the template's lines are what the model goes by.
    private static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private (IReadOnlyList<LabelledText> Train, IReadOnlyList<LabelledText> Test) Split(List<LabelledText> rows)
    {
        var shuffled = Sampling.Shuffle(rows, options.Seed);
        var test = Math.Max(1, rows.Count / TestShareInverse);
        return rows.Count < 2
            ? throw new LabException("one row is too few to train and to judge with.", mend: "Bring at least two.")
            : ([.. shuffled.Skip(test)], [.. shuffled.Take(test)]);
    }
}

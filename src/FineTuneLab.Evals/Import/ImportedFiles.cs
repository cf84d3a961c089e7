using System.Text.Json;
using FineTuneLab.Core;
using FineTuneLab.Evals.Scoring;
using FineTuneLab.Evals.Suites;
using FineTuneLab.Evals.TrainingSets;

namespace FineTuneLab.Evals.Import;

/// <summary>The files of an import, in the shapes that <see cref="Suite"/> and <see cref="TrainingSet"/> read.</summary>
internal static class ImportedFiles
{
    // About 150 tokens: beside examples and the item, more would not fit a context of 512.
    private const int LongestLabelList = 500;

    public static void WriteTraining(string folder, string name, IReadOnlyList<LabelledText> rows)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, TrainingSetFile.FileName), $"name: {name}\nlicence: the source's own\n");
        Jsonl.Write(Path.Combine(folder, "rows.jsonl"), rows.Select(row => new { task = name, input = row.Text, expected = row.Label }));
    }

    public static void WriteSuite(
        string folder, string name, IReadOnlyList<LabelledText> items, IReadOnlyList<LabelledText> examples, IReadOnlyList<string> labels, List<string> notes)
    {
        Directory.CreateDirectory(folder);
        var scorers = labels.Count > 0 ? Scorers.Label : $"{Scorers.Contains}, {Scorers.ExactMatch}";
        File.WriteAllText(Path.Combine(folder, SuiteFile.FileName), $$$"""
            name: {{{name}}}
            role: target
            description: Imported; the items are the source's test rows.
            licence: the source's own
            template: {{{Quoted(labels.Count > 0 ? "Message: {{input}}\nLabel:" : "Question: {{input}}\nAnswer:")}}}
            instruction: {{{Quoted(Instruction(labels, notes))}}}
            examples: examples.jsonl
            labels: [{{{string.Join(", ", labels.Select(Quoted))}}}]
            scorers: [{{{scorers}}}]
            max-tokens: {{{MaxTokens(items)}}}

            """);
        Jsonl.Write(Path.Combine(folder, "items.jsonl"), items.Select((row, i) => Item("item", i, row)));
        Jsonl.Write(Path.Combine(folder, "examples.jsonl"), examples.Select((row, i) => Item("example", i, row)));
    }

    private static object Item(string prefix, int i, LabelledText row) => new { id = $"{prefix}-{i + 1:0000}", input = row.Text, expected = row.Label };

    private static string Instruction(IReadOnlyList<string> labels, List<string> notes)
    {
        if (labels.Count == 0)
            return "Instruction: Give a short answer.";
        var list = string.Join(", ", labels);
        if (list.Length <= LongestLabelList)
            return $"Instruction: Name the label of the message. Labels: {list}.";

        var shown = labels.TakeWhile((_, i) => labels.Take(i + 1).Sum(label => label.Length + 2) <= LongestLabelList / 2).ToList();
        notes.Add($"The instruction names {shown.Count} of the {labels.Count} labels: all of them would take {list.Length} characters, too many for a small model's context. "
            + "Write your own in suite.yaml if the model's is longer.");
        return $"Instruction: Name the label of the message. There are {labels.Count} labels, among them: {string.Join(", ", shown)}.";
    }

    // No tokenizer takes more than a token a byte.
    private static int MaxTokens(IReadOnlyList<LabelledText> items) =>
        Math.Clamp(items.Max(item => System.Text.Encoding.UTF8.GetByteCount(item.Label)) + 2, 8, 256);

    private static string Quoted(string text) => JsonSerializer.Serialize(text, LabJson.Options);
}

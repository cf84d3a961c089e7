using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>
/// A list of keys with values, then most of the keys asked: binding at its densest. In the first forms a question repeats its
/// statement's beginning, so that copying answers it; in the others the value must be found by its key.
/// </summary>
public sealed class KeyValue : IDocumentFamily
{
    private static readonly (string Statement, string Question)[] Forms =
    [
        ("{k}: {v}", "{k}:"), ("{k} is {v}", "{k} is"), ("{k} = {v}", "{k} ="), ("{k} -> {v}", "{k} ->"),
        ("{k}: {v}", "{k}?"), ("{k} is {v}", "{k}?"), ("{k} has {v}", "What has {k}?"), ("{k} got {v}", "{k}: what?"),
        ("{v} for {k}", "For {k}?"), ("{v} is from {k}", "{k}?"), ("{k} is {v}", "Question: {k}?\nAnswer:"), ("{k} has {v}", "Question: What has {k}?\nAnswer:"),
    ];

    private static readonly string[] Joints = ["; ", ". ", "\n", ", "];

    public string Name => "key-value";

    public Document Write(Rng rng, Split split)
    {
        var keys = InventedNames.Names(rng, split, rng.Between(2, 6));
        var kind = rng.Below(3);
        var values = keys.Select(_ => Value(rng, split, kind)).ToArray();
        var (statement, question) = rng.Pick(Forms);
        var statements = keys.Zip(values, (key, value) =>
            statement.Replace("{k}", key, StringComparison.Ordinal).Replace("{v}", value, StringComparison.Ordinal));
        var writer = new DocumentWriter().Context(string.Join(rng.Pick(Joints), statements) + ".\n");
        foreach (var i in rng.Sample(Enumerable.Range(0, keys.Length).ToArray(), rng.Between((keys.Length + 1) / 2, keys.Length)))
            writer.Context(question.Replace("{k}", keys[i], StringComparison.Ordinal)).Answer(values[i]);
        return writer.Done();
    }

    private static string Value(Rng rng, Split split, int kind) => kind switch
    {
        0 => Numbers.Small(rng),
        1 => rng.Pick(WordLists.Labels),
        _ => InventedNames.Name(rng, split),
    };
}

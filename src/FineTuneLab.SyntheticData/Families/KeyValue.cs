using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>A list of keys with values, then keys whose values are asked by repeating the key: copying at its densest.</summary>
public sealed class KeyValue : IDocumentFamily
{
    private static readonly string[] Separators = [": ", " is ", " = ", " -> "];

    public string Name => "key-value";

    public Document Write(Rng rng, Split split)
    {
        var count = rng.Between(2, 6);
        var keys = InventedNames.Names(rng, split, count);
        var kind = rng.Below(3);
        var values = keys.Select(_ => Value(rng, split, kind)).ToArray();
        var separator = rng.Pick(Separators);
        var writer = new DocumentWriter().Context(string.Join("; ", keys.Zip(values, (key, value) => key + separator + value)) + ".\n");
        foreach (var i in rng.Sample(Enumerable.Range(0, count).ToArray(), Math.Min(count, rng.Between(1, 4))))
            writer.Context(keys[i] + separator.TrimEnd()).Answer(values[i]);
        return writer.Done();
    }

    private static string Value(Rng rng, Split split, int kind) => kind switch
    {
        0 => Numbers.Small(rng),
        1 => rng.Pick(WordLists.Labels),
        _ => InventedNames.Name(rng, split),
    };
}

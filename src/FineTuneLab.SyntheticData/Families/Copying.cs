using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>Words to be repeated, listed, or picked from the first or last place.</summary>
public sealed class Copying : IDocumentFamily
{
    private static readonly string[] Everyday = [.. WordLists.Labels, .. WordLists.Products];

    public string Name => "copying";

    public Document Write(Rng rng, Split split)
    {
        if (rng.Chance(0.2))
            return Sentence(rng, split);

        var words = Words(rng, split, rng.Between(1, 6));
        var text = string.Join(' ', words);
        var (cue, answer) = rng.Weighted([0.55, 0.15, 0.15, 0.15]) switch
        {
            0 => ($"{rng.Pick(["Repeat: ", "Copy: ", "Say again: "])}{text}", text),
            1 => ($"First word of: {text}", words[0]),
            2 => ($"Last word of: {text}", words[^1]),
            _ => ($"Write as a list: {text}", string.Join(", ", words)),
        };
        return new DocumentWriter().Context($"{cue}\nOutput:").Answer(answer).Done();
    }

    public static string[] Words(Rng rng, Split split, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => rng.Chance(0.6) ? InventedNames.Name(rng, split) : rng.Pick(Everyday))];

    private static Document Sentence(Rng rng, Split split)
    {
        var sentence = FactGroups.One(rng, split).Statement(rng);
        return new DocumentWriter().Context($"{rng.Pick(["Repeat: ", "Copy: "])}{sentence}\nOutput:").Answer(sentence).Done();
    }
}

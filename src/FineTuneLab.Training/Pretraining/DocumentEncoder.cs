using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.Tokenizers;

namespace FineTuneLab.Training.Pretraining;

/// <summary>Turns the corpus's documents into tokens. Segments end where words end, so encoding them one by one changes nothing.</summary>
public sealed class DocumentEncoder(Tokenizer tokenizer)
{
    public int Bos { get; } = Special(tokenizer, BaseTokenizer.Bos);

    public int Eos { get; } = Special(tokenizer, BaseTokenizer.Eos);

    public int Padding { get; } = Special(tokenizer, BaseTokenizer.Padding);

    public int VocabularySize => tokenizer.VocabularySize;

    /// <summary>First id that is no special token.</summary>
    public int FirstOrdinary => Math.Max(Bos, Math.Max(Eos, Padding)) + 1;

    public EncodedDocument Encode(Document document)
    {
        List<int> ids = [Bos];
        List<float> weights = [LossWeights.None];
        foreach (var segment in document.Segments)
        {
            var encoded = Ids(segment.Text);
            ids.AddRange(encoded);
            weights.AddRange(Enumerable.Repeat(segment.Weight, encoded.Count));
        }

        ids.Add(Eos);
        weights.Add(LossWeights.End);
        return new EncodedDocument([.. ids], [.. weights]);
    }

    /// <summary>A prompt's ids, BOS first, and the ids of its answer with the line end that closes it.</summary>
    public (int[] Prompt, int[] Answer) Encode(string prompt, string answer) =>
        ([Bos, .. Ids(prompt)], [.. Ids($" {answer}\n")]);

    private IReadOnlyList<int> Ids(string text) => tokenizer.EncodeToIds(text);

    private static int Special(Tokenizer tokenizer, string token) =>
        tokenizer.TokenToId(token) ?? throw new ArgumentException($"The tokenizer has no {token}.", nameof(tokenizer));
}

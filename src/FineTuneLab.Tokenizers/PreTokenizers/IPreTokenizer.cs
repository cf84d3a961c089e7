using FineTuneLab.Tokenizers.Json;

namespace FineTuneLab.Tokenizers.PreTokenizers;

/// <summary>Splits text into the pieces that merges may not cross.</summary>
internal interface IPreTokenizer
{
    /// <summary>Adds the parts of <paramref name="piece"/> to <paramref name="output"/>, in order and none empty.</summary>
    void Split(Piece piece, List<Piece> output);

    static IPreTokenizer Read(JsonPart part) => part.Type switch
    {
        "Sequence" => new PreTokenizerSequence([.. part.Required("pretokenizers").Items().Select(Read)]),
        "ByteLevel" => new ByteLevelSplit(part.Flag("add_prefix_space", absent: true), part.Flag("use_regex", absent: true)),
        "Digits" => new DigitSplit(part.Flag("individual_digits", absent: false)),
        "Split" => PatternSplit.Read(part),
        var type => throw part.Unsupported($"the pre-tokenizer '{type}'"),
    };
}

internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> steps) : IPreTokenizer
{
    public void Split(Piece piece, List<Piece> output)
    {
        List<Piece> current = [piece];
        foreach (var step in steps)
        {
            var next = new List<Piece>(current.Count);
            foreach (var part in current)
            {
                step.Split(part, next);
            }

            current = next;
        }

        output.AddRange(current);
    }
}

using FineTuneLab.Tokenizers.Models;

namespace FineTuneLab.Tokenizers.PostProcessors;

/// <summary>The "ByteLevel" post-processor: where asked, the spaces at the ends of a token are left out of its offsets.</summary>
/// <param name="trims">Whether to do anything.</param>
/// <param name="addPrefixSpace">The first token's leading space was put there, so its offset has none to lose.</param>
internal sealed class SpaceTrim(bool trims, bool addPrefixSpace) : IPostProcessor
{
    private static readonly char Space = ByteAlphabet.Letter((byte)' ');

    public IReadOnlyList<EncodedToken> Before => [];

    public IReadOnlyList<EncodedToken> After => [];

    public void Adjust(List<EncodedToken> tokens)
    {
        for (var index = 0; trims && index < tokens.Count; index++)
        {
            var token = tokens[index];
            var start = token.Offset.Start.Value;
            var end = token.Offset.End.Value;
            var isFirst = index == 0 || start == 0;
            var leading = isFirst && addPrefixSpace ? 0 : token.Value.TakeWhile(IsSpace).Count();
            var trailing = token.Value.Reverse().TakeWhile(IsSpace).Count();
            start = Math.Min(start + leading, end);
            end = end >= trailing ? Math.Max(end - trailing, start) : end;
            tokens[index] = token with { Offset = start..end };
        }
    }

    private static bool IsSpace(char unit) => unit == Space || char.IsWhiteSpace(unit);
}

namespace FineTuneLab.Tokenizers.PreTokenizers;

/// <summary>
/// The split of GPT-2 (Radford et al. 2019): <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// That the model then reads bytes, not characters, is the model's own affair.
/// </summary>
/// <param name="addPrefixSpace">A piece that does not begin with a space is given one.</param>
/// <param name="useRegex">False: no split, only the prefix.</param>
internal sealed class ByteLevelSplit(bool addPrefixSpace, bool useRegex) : IPreTokenizer
{
    public void Split(Piece piece, List<Piece> output)
    {
        if (piece.Length == 0)
        {
            return;
        }

        if (addPrefixSpace && piece.Chars[0] != ' ')
        {
            var prefixed = piece.Source.Slice(piece.Start, piece.Length).Prepend(" ");
            piece = new Piece(prefixed, 0, prefixed.Text.Length);
        }

        if (!useRegex)
        {
            output.Add(piece);
            return;
        }

        var chars = piece.Chars;
        for (var at = 0; at < chars.Length;)
        {
            var length = MatchLength(chars[at..]);
            output.Add(piece.Part(at, length));
            at += length;
        }
    }

    // The expression written out: it is the hot loop of training a tokenizer and of encoding a corpus.
    private static int MatchLength(ReadOnlySpan<char> text)
    {
        var contraction = ContractionLength(text);
        if (contraction > 0)
        {
            return contraction;
        }

        var lead = text[0] == ' ' && text.Length > 1 ? 1 : 0;
        var kind = CharacterKinds.At(text, lead, out _);
        if (kind == CharacterKind.Space)
        {
            return SpaceLength(text);
        }

        var at = lead;
        while (at < text.Length && CharacterKinds.At(text, at, out var width) == kind)
        {
            at += width;
        }

        return at;
    }

    private static int ContractionLength(ReadOnlySpan<char> text)
    {
        if (text[0] != '\'' || text.Length < 2)
        {
            return 0;
        }

        return text[1] switch
        {
            's' or 't' or 'm' or 'd' => 2,
            'r' or 'v' when text.Length > 2 && text[2] == 'e' => 3,
            'l' when text.Length > 2 && text[2] == 'l' => 3,
            _ => 0,
        };
    }

    // A run of spaces leaves its last one to the word that follows.
    private static int SpaceLength(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && CharacterKinds.At(text, end, out _) == CharacterKind.Space)
        {
            end++;
        }

        return end == text.Length || end == 1 ? end : end - 1;
    }
}

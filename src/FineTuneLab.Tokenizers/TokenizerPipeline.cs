using System.Text;
using FineTuneLab.Core;
using FineTuneLab.Tokenizers.AddedTokens;
using FineTuneLab.Tokenizers.Decoders;
using FineTuneLab.Tokenizers.Models;
using FineTuneLab.Tokenizers.Normalizers;
using FineTuneLab.Tokenizers.PostProcessors;
using FineTuneLab.Tokenizers.PreTokenizers;

namespace FineTuneLab.Tokenizers;

/// <summary>The parts of a tokenizer.json in the order in which they work: added tokens, normalizer, pre-tokenizer, model, post-processor, decoder.</summary>
internal sealed class TokenizerPipeline(
    AddedVocabulary added, INormalizer? normalizer, IPreTokenizer? preTokenizer, BpeModel model, IPostProcessor? postProcessor, DecoderPlan decoder)
    : Tokenizer
{
    public override int VocabularySize { get; } =
        1 + Math.Max(model.Vocabulary.LargestId, added.Tokens.Select(token => token.Id).DefaultIfEmpty(-1).Max());

    public override IReadOnlyDictionary<string, int> SpecialTokens { get; } =
        added.Tokens.Where(token => token.Special).ToDictionary(token => token.Content, token => token.Id, StringComparer.Ordinal);

    public override IReadOnlyList<EncodedToken> EncodeToTokens(
        string text, bool considerPreTokenization = true, bool considerNormalization = true, bool addSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<EncodedToken>();
        Encode(
            text,
            considerPreTokenization,
            considerNormalization,
            (token, piece) => tokens.Add(new(token.Id, piece.Chars.ToString(), piece.Source.Origin(piece.Start, piece.Length))),
            (encoded, piece) => AddTokens(encoded, piece, tokens));
        postProcessor?.Adjust(tokens);
        return addSpecialTokens && postProcessor is not null ? [.. postProcessor.Before, .. tokens, .. postProcessor.After] : tokens;
    }

    public override IReadOnlyList<int> EncodeToIds(
        string text, bool considerPreTokenization = true, bool considerNormalization = true, bool addSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length / 3);
        var specials = addSpecialTokens ? postProcessor : null;
        ids.AddRange((specials?.Before ?? []).Select(token => token.Id));
        Encode(text, considerPreTokenization, considerNormalization, (token, _) => ids.Add(token.Id), (encoded, _) => ids.AddRange(encoded.Ids));
        ids.AddRange((specials?.After ?? []).Select(token => token.Id));
        return ids;
    }

    public override string Decode(IEnumerable<int> ids, bool skipSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var decoding = new StreamingDecoder(Spelling(skipSpecialTokens), decoder.Start(streaming: false));
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            text.Append(decoding.Push(id));
        }

        return text.Append(decoding.Flush()).ToString();
    }

    public override StreamingDecoder StartDecoding(bool skipSpecialTokens = false) =>
        new(Spelling(skipSpecialTokens), decoder.Start(streaming: true));

    public override int? TokenToId(string token) =>
        added.Tokens.FirstOrDefault(candidate => candidate.Content == token)?.Id ?? model.Vocabulary.Id(token);

    public override string? IdToToken(int id) => added.Find(id)?.Content ?? model.Vocabulary.Token(id);

    private void Encode(
        string text, bool splits, bool normalizes, Action<AddedToken, Piece> onAdded, Action<EncodedPiece, Piece> onPiece)
    {
        var original = AlignedText.From(text);
        var pieces = new List<Piece>();
        foreach (var (span, token) in added.Raw.Split(text))
        {
            if (token is not null)
            {
                onAdded(token, new(original, span.Start, span.Length));
                continue;
            }

            var part = original.Slice(span.Start, span.Length);
            var normalized = normalizes && normalizer is not null ? normalizer.Normalize(part) : part;
            foreach (var (inner, innerToken) in added.Normalized.Split(normalized.Text))
            {
                var piece = new Piece(normalized, inner.Start, inner.Length);
                if (innerToken is not null)
                {
                    onAdded(innerToken, piece);
                    continue;
                }

                EncodePieces(splits ? Split(piece, pieces) : Whole(piece, pieces), onPiece);
            }
        }
    }

    private List<Piece> Split(Piece piece, List<Piece> pieces)
    {
        pieces.Clear();
        if (preTokenizer is null)
        {
            pieces.Add(piece);
        }
        else
        {
            preTokenizer.Split(piece, pieces);
        }

        return pieces;
    }

    private static List<Piece> Whole(Piece piece, List<Piece> pieces)
    {
        pieces.Clear();
        pieces.Add(piece);
        return pieces;
    }

    private void EncodePieces(List<Piece> pieces, Action<EncodedPiece, Piece> onPiece)
    {
        foreach (var piece in pieces)
        {
            onPiece(model.Encode(piece.Chars), piece);
        }
    }

    // A token covers bytes; its offset covers the characters that those bytes belong to.
    private void AddTokens(EncodedPiece encoded, Piece piece, List<EncodedToken> tokens)
    {
        var (starts, ends) = CharactersOfBytes(piece.Chars);
        var at = 0;
        for (var index = 0; index < encoded.Ids.Length; index++)
        {
            var start = starts[at];
            var end = ends[at + encoded.Lengths[index] - 1];
            tokens.Add(new(encoded.Ids[index], model.Vocabulary.Token(encoded.Ids[index])!, piece.Source.Origin(piece.Start + start, end - start)));
            at += encoded.Lengths[index];
        }
    }

    // For each UTF-8 byte of the piece, the UTF-16 range of the character it belongs to.
    private static (List<int> Starts, List<int> Ends) CharactersOfBytes(ReadOnlySpan<char> piece)
    {
        List<int> starts = new(piece.Length), ends = new(piece.Length);
        for (var at = 0; at < piece.Length;)
        {
            // A lone surrogate decodes as U+FFFD, three bytes long, and one unit is consumed.
            Rune.DecodeFromUtf16(piece[at..], out var rune, out var width);
            for (var count = 0; count < rune.Utf8SequenceLength; count++)
            {
                starts.Add(at);
                ends.Add(at + width);
            }

            at += width;
        }

        return (starts, ends);
    }

    private Func<int, string?> Spelling(bool skipSpecialTokens) => id =>
    {
        if (added.Find(id) is { } token)
        {
            return skipSpecialTokens && token.IsSkippable ? null : token.Pattern;
        }

        return model.Vocabulary.Token(id)
            ?? throw new LabException($"The id {id} is not in the vocabulary, whose largest id is {VocabularySize - 1}.", mend: "Decode with the tokenizer that belongs to the model.");
    };
}

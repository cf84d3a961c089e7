using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using FineTuneLab.Tokenizers.Json;

namespace FineTuneLab.Tokenizers.Models;

/// <summary>Byte-pair encoding (Sennrich et al. 2016) of one piece, over bytes (GPT-2) or over characters with bytes to fall back on (Llama 2).</summary>
internal sealed class BpeModel
{
    private const int CachedPieces = 1 << 16;
    private const int LongestCachedPiece = 64;

    private readonly MergeTable _merges;
    private readonly BpeSettings _settings;
    private readonly int[] _byteIds = new int[256];
    private readonly ConcurrentDictionary<string, EncodedPiece> _cache = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EncodedPiece>.AlternateLookup<ReadOnlySpan<char>> _cached;
    private readonly ThreadLocal<MergeQueue> _queue = new(() => new MergeQueue());
    private int _cacheCount;

    private BpeModel(Vocabulary vocabulary, MergeTable merges, BpeSettings settings)
    {
        Vocabulary = vocabulary;
        _merges = merges;
        _settings = settings;
        _cached = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var value = 0; value < 256; value++)
        {
            var spelling = settings.ReadsBytes
                ? ByteAlphabet.Letter((byte)value).ToString()
                : string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");
            _byteIds[value] = vocabulary.Id(spelling) ?? -1;
        }
    }

    public Vocabulary Vocabulary { get; }

    /// <param name="part">The key "model".</param>
    /// <param name="readsBytes">Whether the pre-tokenizer spells the text as bytes.</param>
    public static BpeModel Read(JsonPart part, bool readsBytes)
    {
        if (part.OptionalText("type") is { } type and not "BPE")
        {
            throw part.Unsupported($"the model '{type}'");
        }

        var vocabulary = Vocabulary.Read(part.Required("vocab"));
        var settings = BpeSettings.Read(part, vocabulary, readsBytes);
        return new(vocabulary, MergeTable.Read(part.Required("merges"), vocabulary), settings);
    }

    public EncodedPiece Encode(ReadOnlySpan<char> piece)
    {
        if (piece.Length > LongestCachedPiece)
        {
            return Merge(piece);
        }

        if (_cached.TryGetValue(piece, out var known))
        {
            return known;
        }

        var encoded = Merge(piece);
        // Full means full: eviction would cost more than the rare pieces that come late are worth.
        if (Volatile.Read(ref _cacheCount) < CachedPieces && _cached.TryAdd(piece, encoded))
        {
            Interlocked.Increment(ref _cacheCount);
        }

        return encoded;
    }

    private EncodedPiece Merge(ReadOnlySpan<char> piece)
    {
        if (_settings.WholePiecesFirst && WholePiece(piece) is { } whole)
        {
            return whole;
        }

        var queue = _queue.Value!;
        queue.Clear();
        if (_settings.ReadsBytes)
        {
            AddBytes(piece, queue);
        }
        else
        {
            AddCharacters(piece, queue);
        }

        return queue.Run(_merges);
    }

    private EncodedPiece? WholePiece(ReadOnlySpan<char> piece)
    {
        var length = Encoding.UTF8.GetByteCount(piece);
        var spelling = _settings.ReadsBytes ? ByteAlphabet.Spell(Encoding.UTF8.GetBytes(piece.ToString())) : piece;
        return Vocabulary.Lookup.TryGetValue(spelling, out var id) ? new([id], [length]) : null;
    }

    private void AddBytes(ReadOnlySpan<char> piece, MergeQueue queue)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var unknown = new UnknownRun(_settings, queue);
        foreach (var rune in piece.EnumerateRunes())
        {
            var width = rune.EncodeToUtf8(utf8);
            for (var index = 0; index < width; index++)
            {
                if (_byteIds[utf8[index]] is var id && id >= 0)
                {
                    unknown.End();
                    queue.Add(id, 1);
                }
                else
                {
                    unknown.Add(1);
                }
            }
        }

        unknown.End();
    }

    private void AddCharacters(ReadOnlySpan<char> piece, MergeQueue queue)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Span<char> utf16 = stackalloc char[2];
        var unknown = new UnknownRun(_settings, queue);
        foreach (var rune in piece.EnumerateRunes())
        {
            var character = utf16[..rune.EncodeToUtf16(utf16)];
            var width = rune.EncodeToUtf8(utf8);
            if (Vocabulary.Lookup.TryGetValue(character, out var id))
            {
                unknown.End();
                queue.Add(id, width);
            }
            else if (!_settings.ByteFallback || !AddFallback(utf8[..width], queue))
            {
                unknown.Add(width);
            }
        }

        unknown.End();
    }

    private bool AddFallback(ReadOnlySpan<byte> bytes, MergeQueue queue)
    {
        foreach (var value in bytes)
        {
            if (_byteIds[value] < 0)
            {
                return false;
            }
        }

        foreach (var value in bytes)
        {
            queue.Add(_byteIds[value], 1);
        }

        return true;
    }
}

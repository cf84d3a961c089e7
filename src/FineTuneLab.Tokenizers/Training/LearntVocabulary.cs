using FineTuneLab.Tokenizers.Models;

namespace FineTuneLab.Tokenizers.Training;

/// <summary>The tokens and merges learnt so far: special tokens, then the 256 bytes, then what merges made.</summary>
internal sealed class LearntVocabulary
{
    private readonly List<string> _tokens = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<(int Left, int Right)> _merges = [];
    private readonly HashSet<(int Left, int Right)> _known = [];

    public LearntVocabulary(IReadOnlyList<string> specialTokens)
    {
        SpecialCount = specialTokens.Count;
        foreach (var token in specialTokens.Concat(ByteLevelPreTokenization.ByteOrder.Select(value => ByteAlphabet.Letter(value).ToString())))
        {
            _ids.Add(token, _tokens.Count);
            _tokens.Add(token);
        }
    }

    public int SpecialCount { get; }

    public IReadOnlyList<string> Tokens => _tokens;

    public IReadOnlyList<(int Left, int Right)> Merges => _merges;

    public int Id(string token) => _ids[token];

    /// <summary>Learns the merge of a pair and returns the id of the merged token; null when that would spell a special token.</summary>
    public int? Learn(int left, int right)
    {
        // Two ways to one token ("a"+"bc", "ab"+"c") share its id, and then a pair merged before can stand side by side again.
        var merged = _tokens[left] + _tokens[right];
        if (!_ids.TryGetValue(merged, out var id))
        {
            id = _tokens.Count;
            _ids.Add(merged, id);
            _tokens.Add(merged);
        }
        else if (id < SpecialCount)
        {
            return null;
        }

        if (_known.Add((left, right)))
        {
            _merges.Add((left, right));
        }

        return id;
    }
}

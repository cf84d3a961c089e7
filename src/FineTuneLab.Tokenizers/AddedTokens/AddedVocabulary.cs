using FineTuneLab.Tokenizers.Json;
using FineTuneLab.Tokenizers.Models;
using FineTuneLab.Tokenizers.Normalizers;

namespace FineTuneLab.Tokenizers.AddedTokens;

/// <summary>The added tokens of a tokenizer: those looked for in the raw text, and those looked for after normalization.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<int, AddedToken> _byId = [];

    private AddedVocabulary(IReadOnlyList<AddedToken> tokens)
    {
        Tokens = tokens;
        Raw = new(tokens.Where(token => !token.Normalized));
        Normalized = new(tokens.Where(token => token.Normalized));
        foreach (var token in tokens)
        {
            _byId[token.Id] = token;
        }
    }

    public IReadOnlyList<AddedToken> Tokens { get; }

    public AddedTokenFinder Raw { get; }

    public AddedTokenFinder Normalized { get; }

    public static AddedVocabulary Read(JsonPart? part, INormalizer? normalizer, Vocabulary vocabulary)
    {
        var tokens = new List<AddedToken>();
        var ids = new Dictionary<int, string>();
        var contents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in part?.Items() ?? [])
        {
            var token = AddedToken.Read(item, normalizer);
            if (!contents.Add(token.Content))
            {
                throw item.Wrong($"adds the token '{token.Content}' again");
            }

            if (!ids.TryAdd(token.Id, token.Content))
            {
                throw item.Wrong($"gives the id {token.Id} to '{token.Content}', which '{ids[token.Id]}' has");
            }

            CheckAgainst(vocabulary, token, item);
            tokens.Add(token);
        }

        return new(tokens);
    }

    public AddedToken? Find(int id) => _byId.GetValueOrDefault(id);

    private static void CheckAgainst(Vocabulary vocabulary, AddedToken token, JsonPart item)
    {
        if (vocabulary.Id(token.Content) is { } known && known != token.Id)
        {
            throw item.Wrong($"gives the id {token.Id} to '{token.Content}', whose id in model.vocab is {known}");
        }

        if (vocabulary.Token(token.Id) is { } other && other != token.Content)
        {
            throw item.Wrong($"gives the id {token.Id} to '{token.Content}', which '{other}' has in model.vocab");
        }
    }
}

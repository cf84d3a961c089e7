using FineTuneLab.Tokenizers.Json;

namespace FineTuneLab.Tokenizers.PostProcessors;

/// <summary>Special tokens around a single text; the template for pairs of texts is not read, for nothing here encodes pairs.</summary>
internal sealed class Template(IReadOnlyList<EncodedToken> before, IReadOnlyList<EncodedToken> after) : IPostProcessor
{
    public IReadOnlyList<EncodedToken> Before { get; } = before;

    public IReadOnlyList<EncodedToken> After { get; } = after;

    public static Template Read(JsonPart part)
    {
        var special = part.Optional("special_tokens");
        List<EncodedToken> before = [], after = [];
        var seenText = false;
        foreach (var item in part.Required("single").Items())
        {
            if (item.Optional("SpecialToken") is { } token)
            {
                (seenText ? after : before).AddRange(Expand(token, special));
            }
            else if (!seenText && item.Required("Sequence").Text("id") == "A")
            {
                seenText = true;
            }
            else
            {
                throw item.Unsupported("anything but one text, 'A',");
            }
        }

        return seenText ? new(before, after) : throw part.Required("single").Wrong("leaves the text out");
    }

    public void Adjust(List<EncodedToken> tokens)
    {
        // Offsets stay as they are.
    }

    private static IEnumerable<EncodedToken> Expand(JsonPart token, JsonPart? special)
    {
        var name = token.Text("id");
        if (special?.Optional(name) is not { } definition)
        {
            throw token.Wrong($"names '{name}', which special_tokens lacks");
        }

        int[] ids = [.. definition.Required("ids").Items().Select(id => id.AsInteger())];
        string[] tokens = [.. definition.Required("tokens").Items().Select(text => text.AsText())];
        return ids.Length == tokens.Length
            ? ids.Zip(tokens, (id, text) => new EncodedToken(id, text, 0..0))
            : throw definition.Wrong("has not as many ids as tokens");
    }
}

using System.Text.Json;
using FineTuneLab.Core;
using FineTuneLab.Tokenizers;

namespace FineTuneLab.Training.Decoding;

/// <summary>Turns prompts and completions into the token ids that a model is trained on and asked with: the same on both occasions.</summary>
public sealed class PromptEncoder
{
    private readonly int[] _prefix;

    private PromptEncoder(Tokenizer tokenizer, int[] prefix)
    {
        Tokenizer = tokenizer;
        _prefix = prefix;
    }

    public Tokenizer Tokenizer { get; }

    /// <exception cref="LabException">The folder has no tokenizer that can be read.</exception>
    public static PromptEncoder Load(string folder)
    {
        var tokenizer = TokenizerJson.Load(folder);
        var prefix = TemplatePrefix(tokenizer);
        if (prefix.Length == 0 && ConfiguredBos(folder) is { } bos)
            prefix = [tokenizer.TokenToId(bos) ?? throw new LabException($"the beginning-of-text token '{bos}' is not in the vocabulary.", Path.Combine(folder, "tokenizer_config.json"), "Use the files of one tokenizer.")];
        return new PromptEncoder(tokenizer, prefix);
    }

    /// <summary>A prompt's ids, led by the special tokens that the tokenizer puts before a text (and without those it puts after).</summary>
    public int[] Prompt(string text) => [.. _prefix, .. Tokenizer.EncodeToIds(text)];

    /// <summary>
    /// The ids that continue a prompt. Where the tokens of the joined text begin with those of the prompt, they are used; where a token
    /// would reach across the seam, the continuation is encoded by itself, since generation starts from the prompt's own tokens.
    /// </summary>
    public int[] Continuation(string prompt, string continuation)
    {
        var alone = Tokenizer.EncodeToIds(prompt);
        var joined = Tokenizer.EncodeToIds(prompt + continuation);
        var seam = joined.Count > alone.Count && joined.Take(alone.Count).SequenceEqual(alone);
        return [.. seam ? joined.Skip(alone.Count) : Tokenizer.EncodeToIds(continuation)];
    }

    // What the post-processor's template puts before a text, read off one.
    private static int[] TemplatePrefix(Tokenizer tokenizer)
    {
        var plain = tokenizer.EncodeToIds("a");
        var full = tokenizer.EncodeToIds("a", addSpecialTokens: true);
        for (var start = 0; start + plain.Count <= full.Count; start++)
        {
            if (full.Skip(start).Take(plain.Count).SequenceEqual(plain))
                return [.. full.Take(start)];
        }

        return [];
    }

    private static string? ConfiguredBos(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        if (!File.Exists(path))
            return null;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var wanted = json.RootElement.TryGetProperty("add_bos_token", out var add) && add.ValueKind == JsonValueKind.True;
            return wanted && json.RootElement.TryGetProperty("bos_token", out var bos) ? Content(bos) : null;
        }
        catch (JsonException e)
        {
            throw new LabException($"this is not JSON: {e.Message}", path, "Copy or download the file again.", e);
        }
    }

    private static string? Content(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object ? token.GetProperty("content").GetString() : token.GetString();
}

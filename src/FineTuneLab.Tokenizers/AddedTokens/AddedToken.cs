using FineTuneLab.Tokenizers.Json;
using FineTuneLab.Tokenizers.Normalizers;

namespace FineTuneLab.Tokenizers.AddedTokens;

/// <summary>A token found in the text before anything else is done with it.</summary>
/// <param name="Pattern">What is looked for: the content, or, where it is to be found in normalized text, the normalized content.</param>
/// <param name="SingleWord">Found only where no word character touches it.</param>
/// <param name="StripLeft">Takes the white space before it.</param>
/// <param name="StripRight">Takes the white space after it.</param>
/// <param name="Normalized">Looked for in the normalized text.</param>
internal sealed record AddedToken(
    int Id, string Content, string Pattern, bool Special, bool SingleWord, bool StripLeft, bool StripRight, bool Normalized)
{
    /// <summary>Left out of text on request. The reference compares the pattern, so a special token that normalization changes stays in.</summary>
    public bool IsSkippable => Special && Pattern == Content;

    public static AddedToken Read(JsonPart part, INormalizer? normalizer)
    {
        var content = part.Text("content");
        if (content.Length == 0)
        {
            throw part.Required("content").Wrong("is empty");
        }

        var special = part.Flag("special", absent: false);
        var normalized = part.Flag("normalized", absent: !special);
        var pattern = normalized && normalizer is not null ? normalizer.Normalize(AlignedText.From(content)).Text : content;
        return pattern.Length > 0
            ? new(part.Integer("id"), content, pattern, special, part.Flag("single_word", absent: false), part.Flag("lstrip", absent: false), part.Flag("rstrip", absent: false), normalized)
            : throw part.Required("content").Wrong("is normalized to nothing");
    }
}

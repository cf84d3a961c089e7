using FineTuneLab.Tokenizers.Json;

namespace FineTuneLab.Tokenizers.PostProcessors;

/// <summary>What is done to the tokens of a text once they are known.</summary>
internal interface IPostProcessor
{
    /// <summary>Changes the offsets of the text's own tokens.</summary>
    void Adjust(List<EncodedToken> tokens);

    /// <summary>Special tokens to stand before the text.</summary>
    IReadOnlyList<EncodedToken> Before { get; }

    /// <summary>Special tokens to stand after the text.</summary>
    IReadOnlyList<EncodedToken> After { get; }

    static IPostProcessor Read(JsonPart part) => part.Type switch
    {
        "ByteLevel" => new SpaceTrim(part.Flag("trim_offsets", absent: true), part.Flag("add_prefix_space", absent: true)),
        "TemplateProcessing" => Template.Read(part),
        "Sequence" => new PostProcessorSequence([.. part.Required("processors").Items().Select(Read)]),
        var type => throw part.Unsupported($"the post-processor '{type}'"),
    };
}

internal sealed class PostProcessorSequence(IReadOnlyList<IPostProcessor> steps) : IPostProcessor
{
    public IReadOnlyList<EncodedToken> Before { get; } = [.. steps.Reverse().SelectMany(step => step.Before)];

    public IReadOnlyList<EncodedToken> After { get; } = [.. steps.SelectMany(step => step.After)];

    public void Adjust(List<EncodedToken> tokens)
    {
        foreach (var step in steps)
        {
            step.Adjust(tokens);
        }
    }
}

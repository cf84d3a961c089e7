using FineTuneLab.Tokenizers.Json;

namespace FineTuneLab.Tokenizers.Decoders;

/// <summary>One step from tokens to text. It keeps what it cannot pass on yet, so one instance serves one text.</summary>
internal interface IDecoder
{
    /// <summary>Takes the next token and hands on what is certain.</summary>
    void Push(string token, Action<string> output);

    /// <summary>Hands on what was kept: the text has ended.</summary>
    void Flush(Action<string> output);
}

/// <summary>The decoder of a tokenizer.json, from which each text gets steps of its own.</summary>
internal sealed class DecoderPlan
{
    private readonly List<Func<bool, IDecoder>> _steps = [];

    public static DecoderPlan Read(JsonPart? part)
    {
        var plan = new DecoderPlan();
        if (part is { } decoder)
        {
            plan.Add(decoder, isFused: false);
        }
        else
        {
            plan._steps.Add(_ => new SpaceJoin());
        }

        return plan;
    }

    /// <param name="streaming">True: text is handed on as soon as it is whole characters.</param>
    public IReadOnlyList<IDecoder> Start(bool streaming) => [.. _steps.Select(step => step(streaming))];

    // Returns whether the tokens have been joined to one by then.
    private bool Add(JsonPart part, bool isFused)
    {
        switch (part.Type)
        {
            case "Sequence":
                return part.Required("decoders").Items().Aggregate(isFused, (fused, step) => Add(step, fused));
            case "Fuse":
                return true;
            case "ByteLevel":
                _steps.Add(_ => new ByteLevelDecoder());
                return true;
            case "ByteFallback":
                _steps.Add(streaming => new ByteFallbackDecoder(streaming));
                return isFused;
            case "Replace":
                AddReplace(part, isFused);
                return isFused;
            case "Strip":
                AddStrip(part, isFused);
                return isFused;
            case var type:
                throw part.Unsupported($"the decoder '{type}'");
        }
    }

    private void AddReplace(JsonPart part, bool isFused)
    {
        var pattern = PreTokenizers.TextPattern.Read(part.Required("pattern"));
        var content = part.Text("content");
        if (isFused)
        {
            throw part.Unsupported("'Replace' after the tokens have been joined");
        }

        _steps.Add(_ => new ReplaceDecoder(pattern, content));
    }

    private void AddStrip(JsonPart part, bool isFused)
    {
        var content = part.Text("content");
        var (start, stop) = (part.Integer("start"), part.Integer("stop"));
        if (content.Length != 1)
        {
            throw part.Required("content").Wrong("must be one character");
        }

        _steps.Add(_ => isFused ? new StripText(content[0], start, stop) : new StripTokens(content[0], start, stop));
    }
}

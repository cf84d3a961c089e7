namespace FineTuneLab.SyntheticData.Documents;

/// <summary>A stretch of text and the weight that its tokens have in the loss.</summary>
public readonly record struct Segment(string Text, float Weight);

/// <summary>One document of the corpus. It stands between a BOS and an EOS token, which the packer adds.</summary>
public sealed record Document(IReadOnlyList<Segment> Segments)
{
    public string Text => string.Concat(Segments.Select(segment => segment.Text));
}

/// <summary>Loss weights. What cannot be predicted is worth little: random facts teach nothing, only the language around them.</summary>
public static class LossWeights
{
    public const float Answer = 1f;
    public const float Context = 0.15f;
    public const float Prose = 0.5f;
    public const float End = 0.3f;
    public const float None = 0f;
}

namespace FineTuneLab.SyntheticData.Documents;

/// <summary>Puts a document together, segment by segment.</summary>
public sealed class DocumentWriter
{
    private readonly List<Segment> _segments = [];

    public bool IsEmpty => _segments.Count == 0;

    public DocumentWriter Context(string text) => Add(text, LossWeights.Context);

    /// <summary>The answer after its cue ("Answer:"): a space, the text, a line end. The line end is part of what is learned.</summary>
    public DocumentWriter Answer(string text, float weight = LossWeights.Answer) => Add(" " + text + "\n", weight);

    public DocumentWriter Add(string text, float weight)
    {
        if (text.Length > 0)
            _segments.Add(new Segment(text, weight));
        return this;
    }

    public Document Done() => new(_segments);
}

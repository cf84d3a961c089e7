using FineTuneLab.Tokenizers;

namespace FineTuneLab.Training.Decoding;

/// <summary>One prompt's completion while it grows: takes ids, and says when it has ended.</summary>
internal sealed class CompletionText
{
    private readonly StreamingDecoder _decoder;
    private readonly IReadOnlyList<string> _stops;
    private readonly IReadOnlyCollection<int> _ends;
    private readonly int _maxTokens;
    private string _text = "";

    /// <param name="ends">Ids that end the text (end-of-sequence tokens).</param>
    public CompletionText(Tokenizer tokenizer, IReadOnlyList<int> prompt, int maxTokens, IReadOnlyList<string> stops, IReadOnlyCollection<int> ends)
    {
        (_maxTokens, _stops, _ends) = (maxTokens, stops, ends);
        // The decoder reads the prompt first: how the first new token is spelled (with or without its space) depends on what stands before it.
        _decoder = tokenizer.StartDecoding(skipSpecialTokens: true);
        foreach (var id in prompt)
            _decoder.Push(id);
    }

    /// <summary>Without the stop string.</summary>
    public string Text => _text;

    public int Tokens { get; private set; }

    /// <summary>"stop" or "length" once ended, before that null.</summary>
    public string? FinishReason { get; private set; }

    public int LastId { get; private set; }

    public void Push(int id)
    {
        Tokens++;
        LastId = id;
        if (_ends.Contains(id))
        {
            End("stop");
            return;
        }

        _text += _decoder.Push(id);
        if (!CutAtStop() && Tokens == _maxTokens)
            End("length");
    }

    private void End(string reason)
    {
        _text += _decoder.Flush();
        if (!CutAtStop())
            FinishReason = reason;
    }

    private bool CutAtStop()
    {
        var first = _stops.Select(stop => _text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (first < 0)
            return false;
        _text = _text[..first];
        FinishReason = "stop";
        return true;
    }
}

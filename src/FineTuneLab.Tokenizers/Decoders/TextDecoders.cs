using System.Text;
using FineTuneLab.Tokenizers.PreTokenizers;

namespace FineTuneLab.Tokenizers.Decoders;

/// <summary>Tokens with a space between them: what a tokenizer without a decoder does.</summary>
internal sealed class SpaceJoin : IDecoder
{
    private bool _hasBegun;

    public void Push(string token, Action<string> output)
    {
        output(_hasBegun ? " " + token : token);
        _hasBegun = true;
    }

    public void Flush(Action<string> output)
    {
        // Nothing is kept.
    }
}

/// <summary>Replaces a pattern in each token.</summary>
internal sealed class ReplaceDecoder(TextPattern pattern, string content) : IDecoder
{
    public void Push(string token, Action<string> output)
    {
        var at = 0;
        var text = new StringBuilder(token.Length);
        foreach (var match in pattern.Matches(token))
        {
            text.Append(token, at, match.Start - at).Append(content);
            at = match.Start + match.Length;
        }

        output(text.Append(token, at, token.Length - at).ToString());
    }

    public void Flush(Action<string> output)
    {
        // Nothing is kept.
    }
}

/// <summary>Strips up to so many of a character from the ends of each token.</summary>
internal sealed class StripTokens(char character, int start, int stop) : IDecoder
{
    public void Push(string token, Action<string> output)
    {
        var from = 0;
        while (from < start && from < token.Length && token[from] == character)
        {
            from++;
        }

        var to = token.Length;
        while (token.Length - to < stop && to > from && token[to - 1] == character)
        {
            to--;
        }

        output(token[from..to]);
    }

    public void Flush(Action<string> output)
    {
        // Nothing is kept.
    }
}

/// <summary>Strips up to so many of a character from the ends of the whole text, which arrives in parts.</summary>
internal sealed class StripText(char character, int start, int stop) : IDecoder
{
    private readonly StringBuilder _end = new();
    private int _toStrip = start;

    public void Push(string token, Action<string> output)
    {
        var from = 0;
        while (_toStrip > 0 && from < token.Length && token[from] == character)
        {
            from++;
            _toStrip--;
        }

        if (from == token.Length)
        {
            return;
        }

        _toStrip = 0;
        var text = _end.Append(token, from, token.Length - from).ToString();
        var kept = TrailingCount(text);
        _end.Clear().Append(text, text.Length - kept, kept);
        output(text[..^kept]);
    }

    public void Flush(Action<string> output)
    {
        // What is kept is at most what may be stripped.
        _end.Clear();
    }

    private int TrailingCount(string text)
    {
        var count = 0;
        while (count < stop && count < text.Length && text[^(count + 1)] == character)
        {
            count++;
        }

        return count;
    }
}

namespace FineTuneLab.Tokenizers;

/// <summary>A stretch of text that remembers, for each of its UTF-16 units, which range of the original text it came from.</summary>
internal sealed class AlignedText
{
    private readonly int _base;
    private readonly int[]? _starts;
    private readonly int[]? _ends;

    private AlignedText(string text, int @base, int[]? starts, int[]? ends)
    {
        Text = text;
        _base = @base;
        _starts = starts;
        _ends = ends;
    }

    public string Text { get; }

    public static AlignedText From(string original) => new(original, 0, null, null);

    public AlignedText Slice(int start, int length)
    {
        if (start == 0 && length == Text.Length)
        {
            return this;
        }

        return _starts is null
            ? new(Text.Substring(start, length), _base + start, null, null)
            : new(Text.Substring(start, length), 0, _starts[start..(start + length)], _ends![start..(start + length)]);
    }

    /// <summary>The range of the original text that <paramref name="length"/> ≥ 1 units from <paramref name="start"/> came from.</summary>
    public Range Origin(int start, int length) => OriginStart(start)..OriginEnd(start + length - 1);

    /// <summary>This text with <paramref name="prefix"/> before it; the prefix counts as coming from the first character.</summary>
    public AlignedText Prepend(string prefix)
    {
        if (Text.Length == 0)
        {
            return this;
        }

        var first = char.IsSurrogate(Text[0]) && Text.Length > 1 ? 2 : 1;
        var edit = new Edit(Text.Length + prefix.Length);
        edit.Insert(prefix, OriginStart(0), OriginEnd(first - 1));
        edit.Copy(this, 0, Text.Length);
        return edit.Build();
    }

    /// <summary>This text with each of <paramref name="matches"/> replaced; what is put in counts as coming from what it replaced.</summary>
    public AlignedText Replace(IReadOnlyList<TextSpan> matches, string content)
    {
        if (matches.Count == 0)
        {
            return this;
        }

        var edit = new Edit(Text.Length + (matches.Count * content.Length));
        var at = 0;
        foreach (var match in matches)
        {
            edit.Copy(this, at, match.Start - at);
            edit.Insert(content, OriginStart(match.Start), OriginEnd(match.Start + match.Length - 1));
            at = match.Start + match.Length;
        }

        edit.Copy(this, at, Text.Length - at);
        return edit.Build();
    }

    private int OriginStart(int index) => _starts is null ? _base + index : _starts[index];

    private int OriginEnd(int index) => _ends is null ? _base + index + 1 : _ends[index];

    private sealed class Edit(int capacity)
    {
        private readonly System.Text.StringBuilder _text = new(capacity);
        private readonly List<int> _starts = new(capacity);
        private readonly List<int> _ends = new(capacity);

        public void Insert(string content, int start, int end)
        {
            _text.Append(content);
            for (var index = 0; index < content.Length; index++)
            {
                _starts.Add(start);
                _ends.Add(end);
            }
        }

        public void Copy(AlignedText source, int start, int length)
        {
            _text.Append(source.Text, start, length);
            for (var index = start; index < start + length; index++)
            {
                _starts.Add(source.OriginStart(index));
                _ends.Add(source.OriginEnd(index));
            }
        }

        public AlignedText Build() => new(_text.ToString(), 0, [.. _starts], [.. _ends]);
    }
}

/// <summary>A range of UTF-16 units.</summary>
internal readonly record struct TextSpan(int Start, int Length);

/// <summary>A part of a normalized text on its way to the model.</summary>
internal readonly record struct Piece(AlignedText Source, int Start, int Length)
{
    public ReadOnlySpan<char> Chars => Source.Text.AsSpan(Start, Length);

    public Piece Part(int start, int length) => new(Source, Start + start, length);
}

using FineTuneLab.Tokenizers.Json;

namespace FineTuneLab.Tokenizers.PreTokenizers;

/// <summary>What becomes of the matches of a pattern that splits text.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}

/// <summary>Splits at the matches of a pattern, or, inverted, at what lies between them.</summary>
internal sealed class PatternSplit(TextPattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    public static PatternSplit Read(JsonPart part)
    {
        var name = part.Text("behavior");
        return Enum.TryParse<SplitBehavior>(name, out var behavior) && Enum.IsDefined(behavior)
            ? new(TextPattern.Read(part.Required("pattern")), behavior, part.Flag("invert", absent: false))
            : throw part.Unsupported($"the behavior '{name}'");
    }

    public void Split(Piece piece, List<Piece> output)
    {
        output.AddRange(Parts(piece).Select(part => piece.Part(part.Span.Start, part.Span.Length)));
    }

    private List<(TextSpan Span, bool Matched)> Parts(Piece piece)
    {
        var parts = new List<(TextSpan Span, bool Matched)>();
        foreach (var (span, matched) in Alternating(piece))
        {
            var previous = parts.Count > 0 ? parts[^1] : default;
            var joins = parts.Count > 0 && behavior switch
            {
                SplitBehavior.MergedWithPrevious => matched && !previous.Matched,
                SplitBehavior.MergedWithNext => !matched && previous.Matched,
                SplitBehavior.Contiguous => matched == previous.Matched,
                _ => false,
            };

            if (joins)
            {
                parts[^1] = (new(previous.Span.Start, previous.Span.Length + span.Length), matched);
            }
            else if (!matched || behavior != SplitBehavior.Removed)
            {
                parts.Add((span, matched));
            }
        }

        return parts;
    }

    private IEnumerable<(TextSpan Span, bool Matched)> Alternating(Piece piece)
    {
        var at = 0;
        foreach (var match in pattern.Matches(piece.Chars.ToString()))
        {
            if (match.Start > at)
            {
                yield return (new(at, match.Start - at), invert);
            }

            yield return (match, !invert);
            at = match.Start + match.Length;
        }

        if (at < piece.Length)
        {
            yield return (new(at, piece.Length - at), invert);
        }
    }
}

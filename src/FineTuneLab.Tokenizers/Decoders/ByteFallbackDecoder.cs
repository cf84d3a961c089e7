using System.Globalization;
using System.Text;

namespace FineTuneLab.Tokenizers.Decoders;

/// <summary>
/// Tokens &lt;0x00&gt;…&lt;0xFF&gt; to the text of their bytes. A run of them that is not UTF-8 becomes one U+FFFD a byte, as in the
/// reference; that is known only at the run's end, so a stream hands on whole characters before it and replaces only what follows them.
/// </summary>
internal sealed class ByteFallbackDecoder(bool streaming) : IDecoder
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<byte> _run = [];

    public void Push(string token, Action<string> output)
    {
        if (ByteOf(token) is { } value)
        {
            _run.Add(value);
            if (streaming)
            {
                HandOnCharacter(output);
            }
        }
        else
        {
            Flush(output);
            output(token);
        }
    }

    public void Flush(Action<string> output)
    {
        if (_run.Count > 0)
        {
            output(Text());
            _run.Clear();
        }
    }

    private static byte? ByteOf(string token) =>
        token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private void HandOnCharacter(Action<string> output)
    {
        var status = Rune.DecodeFromUtf8(_run.ToArray(), out var rune, out _);
        if (status == System.Buffers.OperationStatus.Done)
        {
            output(rune.ToString());
            _run.Clear();
        }
        else if (status == System.Buffers.OperationStatus.InvalidData)
        {
            // All but the last byte can become nothing more; the last may begin a character.
            var last = _run[^1];
            output(new string('\uFFFD', Math.Max(1, _run.Count - 1)));
            var wasAlone = _run.Count == 1;
            _run.Clear();
            if (!wasAlone)
            {
                _run.Add(last);
                HandOnCharacter(output);
            }
        }
    }

    private string Text()
    {
        try
        {
            return Strict.GetString(_run.ToArray());
        }
        catch (DecoderFallbackException)
        {
            return new string('\uFFFD', _run.Count);
        }
    }
}

using System.Text;
using FineTuneLab.Tokenizers.Models;

namespace FineTuneLab.Tokenizers.Decoders;

/// <summary>Bytes in GPT-2's spelling to text; what is not UTF-8 becomes U+FFFD.</summary>
internal sealed class ByteLevelDecoder : IDecoder
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();

    public void Push(string token, Action<string> output) => Emit(Bytes(token), flush: false, output);

    public void Flush(Action<string> output) => Emit([], flush: true, output);

    private void Emit(byte[] bytes, bool flush, Action<string> output)
    {
        var chars = new char[_utf8.GetCharCount(bytes, flush)];
        var count = _utf8.GetChars(bytes, chars, flush);
        if (count > 0)
        {
            output(new string(chars, 0, count));
        }
    }

    // A token with a character outside the spelling (an added one) is its own text.
    private static byte[] Bytes(string token)
    {
        var bytes = new byte[token.Length];
        for (var index = 0; index < token.Length; index++)
        {
            var value = ByteAlphabet.ByteOf(token[index]);
            if (value < 0)
            {
                return Encoding.UTF8.GetBytes(token);
            }

            bytes[index] = (byte)value;
        }

        return bytes;
    }
}

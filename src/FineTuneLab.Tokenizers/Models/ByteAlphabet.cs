namespace FineTuneLab.Tokenizers.Models;

/// <summary>GPT-2's one-to-one spelling of the 256 bytes as printable characters: printable Latin-1 as itself, the rest from U+0100 on.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Letters = Spell();
    private static readonly short[] Bytes = Invert(Letters);

    public static char Letter(byte value) => Letters[value];

    /// <summary>The byte that <paramref name="letter"/> spells, or -1.</summary>
    public static int ByteOf(char letter) => letter < Bytes.Length ? Bytes[letter] : -1;

    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var spelled = new char[bytes.Length];
        for (var index = 0; index < bytes.Length; index++)
        {
            spelled[index] = Letters[bytes[index]];
        }

        return new string(spelled);
    }

    private static char[] Spell()
    {
        var letters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            letters[value] = printable ? (char)value : (char)next++;
        }

        return letters;
    }

    private static short[] Invert(char[] letters)
    {
        var bytes = new short[letters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < letters.Length; value++)
        {
            bytes[letters[value]] = (short)value;
        }

        return bytes;
    }
}

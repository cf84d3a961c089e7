using System.Globalization;

namespace FineTuneLab.Tokenizers.PreTokenizers;

/// <summary>The classes of a regular expression that split text: <c>\p{L}</c>, <c>\p{N}</c>, <c>\s</c> and the rest.</summary>
internal enum CharacterKind : byte
{
    Other,
    Letter,
    Number,
    Space,
}

internal static class CharacterKinds
{
    private static readonly CharacterKind[] BasicPlane = Classify();

    /// <summary>Kind of the code point at <paramref name="index"/>; <paramref name="width"/> is 2 for a surrogate pair.</summary>
    public static CharacterKind At(ReadOnlySpan<char> text, int index, out int width)
    {
        var unit = text[index];
        if (char.IsHighSurrogate(unit) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            width = 2;
            return Of(CharUnicodeInfo.GetUnicodeCategory(char.ConvertToUtf32(unit, text[index + 1])));
        }

        width = 1;
        return BasicPlane[unit];
    }

    private static CharacterKind[] Classify()
    {
        var kinds = new CharacterKind[char.MaxValue + 1];
        for (var unit = 0; unit <= char.MaxValue; unit++)
        {
            kinds[unit] = char.IsWhiteSpace((char)unit) ? CharacterKind.Space : Of(CharUnicodeInfo.GetUnicodeCategory((char)unit));
        }

        return kinds;
    }

    private static CharacterKind Of(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => CharacterKind.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterKind.Number,
        _ => CharacterKind.Other,
    };
}

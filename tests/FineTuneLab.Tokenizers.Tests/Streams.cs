namespace FineTuneLab.Tokenizers.Tests;

internal static class Streams
{
    /// <summary>Everything that a streaming decoder hands on for these ids.</summary>
    public static string Whole(StreamingDecoder decoder, IEnumerable<int> ids) =>
        string.Concat(ids.Select(decoder.Push).ToList()) + decoder.Flush();
}

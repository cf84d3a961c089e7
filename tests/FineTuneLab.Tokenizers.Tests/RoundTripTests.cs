using Xunit.Abstractions;

namespace FineTuneLab.Tokenizers.Tests;

public class RoundTripTests(ITestOutputHelper output)
{
    [Fact]
    public void ByteLevel_RandomUnicode_DecodesToItself()
    {
        var tokenizer = Samples.Trained();
        foreach (var text in RandomTexts(2000))
        {
            tokenizer.Decode(tokenizer.EncodeToIds(text)).ShouldBe(text);
        }
    }

    [Fact]
    public void ByteLevel_RandomUnicodeStreamed_NeverHandsOnHalfACharacter()
    {
        var tokenizer = Samples.Trained();
        foreach (var text in RandomTexts(500).Select(text => text.Replace("\uFFFD", string.Empty)))
        {
            var stream = tokenizer.StartDecoding();
            var parts = tokenizer.EncodeToIds(text).Select(stream.Push).ToList();

            parts.ShouldAllBe(part => part.EnumerateRunes().All(rune => rune.Value != 0xFFFD));
            string.Concat(parts).ShouldBe(text);
            stream.Flush().ShouldBeEmpty();
        }
    }

    [Fact]
    public void ByteLevel_RandomIds_StreamEqualsDecode()
    {
        var tokenizer = Samples.Trained();
        var random = new Random(Seed());
        for (var round = 0; round < 2000; round++)
        {
            int[] ids = [.. Enumerable.Range(0, 20).Select(_ => random.Next(tokenizer.VocabularySize))];
            Streams.Whole(tokenizer.StartDecoding(), ids).ShouldBe(tokenizer.Decode(ids));
        }
    }

    [Fact]
    public void Tokens_RandomUnicode_OffsetsCoverTheTextInOrder()
    {
        var tokenizer = Samples.Trained();
        foreach (var text in RandomTexts(300))
        {
            var end = 0;
            foreach (var token in tokenizer.EncodeToTokens(text))
            {
                var (start, length) = token.Offset.GetOffsetAndLength(text.Length);
                length.ShouldBePositive();
                start.ShouldBeLessThanOrEqualTo(end);
                end = start + length;
            }

            end.ShouldBe(text.Length);
        }
    }

    [Fact]
    public void Batch_RandomUnicode_EqualsOneByOne()
    {
        var tokenizer = Samples.Trained();
        var texts = RandomTexts(500).ToList();

        var batch = tokenizer.EncodeBatchToIds(texts, addSpecialTokens: true);

        // A tokenizer of its own for the single texts, so that nothing cached by the batch can help them.
        var alone = Samples.Trained();
        batch.Select(ids => string.Join(' ', ids)).ShouldBe(texts.Select(text => string.Join(' ', alone.EncodeToIds(text, addSpecialTokens: true))));
    }

    [Fact]
    public void LoneSurrogate_Encoded_ReadsAsReplacementCharacter()
    {
        var tokenizer = Samples.Trained();
        tokenizer.Decode(tokenizer.EncodeToIds("a\uD83Db \uDE42")).ShouldBe("a\uFFFDb \uFFFD");
        tokenizer.EncodeToTokens("a\uD83D").Count.ShouldBe(4);
    }

    [Fact]
    public void LongWord_AMillionCharacters_EncodesInSeconds()
    {
        var tokenizer = Samples.Trained();
        var word = string.Concat(Enumerable.Repeat("thequickbrown", 1_000_000 / 13));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var ids = tokenizer.EncodeToIds(word);

        output.WriteLine($"{word.Length} characters, one word: {clock.Elapsed.TotalSeconds:F1} s, {ids.Count} tokens");
        tokenizer.Decode(ids).ShouldBe(word);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    private IEnumerable<string> RandomTexts(int count)
    {
        var random = new Random(Seed());
        return Enumerable.Range(0, count).Select(_ => Samples.RandomText(random, random.Next(1, 60)));
    }

    private int Seed()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        return seed;
    }
}

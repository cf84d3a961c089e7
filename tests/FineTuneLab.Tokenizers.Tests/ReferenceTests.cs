using System.Text.Json;
using Xunit.Abstractions;

namespace FineTuneLab.Tokenizers.Tests;

public class ReferenceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama2")]
    [InlineData("phi3-mini")]
    [InlineData("smollm2")]
    public void PublishedTokenizer_EveryReferenceRow_SameIdsTokensOffsetsAndText(string name)
    {
        if (Truth.Folder is null)
        {
            output.WriteLine("skipped: ../shared/truth is absent");
            return;
        }

        var tokenizer = TokenizerJson.Load(Truth.Path("tokenizers", name));
        var rows = Truth.Rows("tokenizers", name, "truth.jsonl").ToList();

        rows.Count.ShouldBe(298);
        rows.SelectMany(row => Differences(tokenizer, row)).ShouldBeEmpty();
    }

    [Fact]
    public void Stories260K_EveryReferenceRow_SameIdsAsItsOwnEngine()
    {
        if (Truth.Folder is null)
        {
            output.WriteLine("skipped: ../shared/truth is absent");
            return;
        }

        var tokenizer = TokenizerJson.Load(Truth.Path("models", "stories260K-hf"));
        var rows = Truth.Rows("models", "stories260K", "reference_encode.jsonl").ToList();

        rows.Count.ShouldBe(244);
        rows.Where(row => !tokenizer.EncodeToIds(row.Text("text")).SequenceEqual(row.Ints("ids_hf"))).ShouldBeEmpty();
    }

    private static IEnumerable<string> Differences(Tokenizer tokenizer, JsonElement row)
    {
        var text = row.Text("text");
        var tokens = tokenizer.EncodeToTokens(text);
        int[] ids = row.Ints("ids"), idsWithSpecials = row.Ints("ids_special");
        var same = new Dictionary<string, bool>
        {
            ["ids"] = tokenizer.EncodeToIds(text).SequenceEqual(ids),
            ["ids of tokens"] = tokens.Select(token => token.Id).SequenceEqual(ids),
            ["ids with specials"] = tokenizer.EncodeToIds(text, addSpecialTokens: true).SequenceEqual(idsWithSpecials),
            ["decoded"] = tokenizer.Decode(ids) == row.Text("decoded"),
            ["decoded without specials"] = tokenizer.Decode(idsWithSpecials, skipSpecialTokens: true) == row.Text("decoded_skip"),
            ["streamed"] = Streams.Whole(tokenizer.StartDecoding(), ids) == row.Text("decoded"),
            ["count"] = tokenizer.CountTokens(text) == ids.Length,
        };
        if (row.TryGetProperty("tokens", out var values))
        {
            same["tokens"] = tokens.Select(token => token.Value).SequenceEqual(values.EnumerateArray().Select(value => value.GetString()));
            same["offsets"] = EncodedToken.CodePointOffsets(tokens, text)
                .SequenceEqual(row.GetProperty("offsets").EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32())));
        }

        return same.Where(entry => !entry.Value).Select(entry => $"{entry.Key}: {row.Text("cat")} {JsonSerializer.Serialize(text[..Math.Min(60, text.Length)])}");
    }
}

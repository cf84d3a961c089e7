using System.Text.Encodings.Web;
using System.Text.Json;

namespace FineTuneLab.Tokenizers.Training;

/// <summary>What <see cref="ByteLevelBpeTrainer"/> learnt: special tokens, then the 256 bytes, then one token a merge.</summary>
public sealed class TrainedByteLevelBpe
{
    private readonly string? _beginningOfText;
    private readonly bool _individualDigits;
    private readonly LearntVocabulary _learnt;

    internal TrainedByteLevelBpe(LearntVocabulary learnt, string? beginningOfText, bool individualDigits)
    {
        _learnt = learnt;
        _beginningOfText = beginningOfText;
        _individualDigits = individualDigits;
    }

    /// <summary>Number of ids; smaller than asked for when the texts did not hold enough pairs.</summary>
    public int VocabularySize => _learnt.Tokens.Count;

    /// <summary>Writes Hugging Face's tokenizer.json.</summary>
    public void Save(string path) => File.WriteAllBytes(path, ToJson());

    /// <summary>The tokenizer that the saved file would load as.</summary>
    public Tokenizer ToTokenizer() => TokenizerJson.Parse(ToJson());

    private byte[] ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            WriteAddedTokens(json);
            json.WriteNull("normalizer");
            WritePreTokenizer(json);
            WritePostProcessor(json);
            json.WritePropertyName("decoder");
            WriteByteLevel(json);
            WriteModel(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteAddedTokens(Utf8JsonWriter json)
    {
        json.WriteStartArray("added_tokens");
        for (var id = 0; id < _learnt.SpecialCount; id++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", _learnt.Tokens[id]);
            json.WriteBoolean("single_word", false);
            json.WriteBoolean("lstrip", false);
            json.WriteBoolean("rstrip", false);
            json.WriteBoolean("normalized", false);
            json.WriteBoolean("special", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WritePreTokenizer(Utf8JsonWriter json)
    {
        json.WritePropertyName("pre_tokenizer");
        if (!_individualDigits)
        {
            WriteByteLevel(json);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        json.WriteStartObject();
        json.WriteString("type", "Digits");
        json.WriteBoolean("individual_digits", true);
        json.WriteEndObject();
        WriteByteLevel(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WritePostProcessor(Utf8JsonWriter json)
    {
        if (_beginningOfText is null)
        {
            json.WriteNull("post_processor");
            return;
        }

        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        WriteTemplate(json, "single", "A");
        WriteTemplate(json, "pair", "A", "B");
        json.WriteStartObject("special_tokens");
        json.WriteStartObject(_beginningOfText);
        json.WriteString("id", _beginningOfText);
        json.WriteStartArray("ids");
        json.WriteNumberValue(_learnt.Id(_beginningOfText));
        json.WriteEndArray();
        json.WriteStartArray("tokens");
        json.WriteStringValue(_beginningOfText);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteTemplate(Utf8JsonWriter json, string key, params string[] texts)
    {
        json.WriteStartArray(key);
        for (var type = 0; type < texts.Length; type++)
        {
            WriteTemplatePart(json, "SpecialToken", _beginningOfText!, type);
            WriteTemplatePart(json, "Sequence", texts[type], type);
        }

        json.WriteEndArray();
    }

    private static void WriteTemplatePart(Utf8JsonWriter json, string kind, string id, int type)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        json.WriteString("id", id);
        json.WriteNumber("type_id", type);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", true);
        json.WriteEndObject();
    }

    private void WriteModel(Utf8JsonWriter json)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", false);
        json.WriteStartObject("vocab");
        for (var id = 0; id < _learnt.Tokens.Count; id++)
        {
            json.WriteNumber(_learnt.Tokens[id], id);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var (left, right) in _learnt.Merges)
        {
            json.WriteStringValue($"{_learnt.Tokens[left]} {_learnt.Tokens[right]}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace FineTuneLab.App.Tests.Labs;

/// <summary>Writes a random Llama of a few thousand parameters with a tokenizer of single characters, for the real worker to load.</summary>
internal static class TinyModel
{
    private const string Characters = "\n !\"',.:?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Hidden = 16;
    private const int Intermediate = 24;
    private const int Layers = 2;

    public static void Write(LabFolder lab, string folder)
    {
        lab.Write($"{folder}/config.json", JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["architectures"] = new[] { "LlamaForCausalLM" },
            ["model_type"] = "llama",
            ["vocab_size"] = Characters.Length + 1,
            ["hidden_size"] = Hidden,
            ["intermediate_size"] = Intermediate,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = 4,
            ["num_key_value_heads"] = 2,
            ["head_dim"] = 4,
            ["max_position_embeddings"] = 64,
            ["rms_norm_eps"] = 1e-5,
            ["rope_theta"] = 10000.0,
            ["hidden_act"] = "silu",
            ["tie_word_embeddings"] = true,
            ["bos_token_id"] = 0,
            ["eos_token_id"] = 0,
        }));
        lab.Write($"{folder}/tokenizer.json", Tokenizer());
        WriteWeights(lab.Path($"{folder}/model.safetensors"));
    }

    private static IEnumerable<(string Name, int[] Shape)> Tensors()
    {
        yield return ("model.embed_tokens.weight", [Characters.Length + 1, Hidden]);
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = $"model.layers.{layer}.";
            yield return (name + "input_layernorm.weight", [Hidden]);
            yield return (name + "self_attn.q_proj.weight", [16, Hidden]);
            yield return (name + "self_attn.k_proj.weight", [8, Hidden]);
            yield return (name + "self_attn.v_proj.weight", [8, Hidden]);
            yield return (name + "self_attn.o_proj.weight", [Hidden, 16]);
            yield return (name + "post_attention_layernorm.weight", [Hidden]);
            yield return (name + "mlp.gate_proj.weight", [Intermediate, Hidden]);
            yield return (name + "mlp.up_proj.weight", [Intermediate, Hidden]);
            yield return (name + "mlp.down_proj.weight", [Hidden, Intermediate]);
        }

        yield return ("model.norm.weight", [Hidden]);
    }

    private static void WriteWeights(string path)
    {
        var random = new Random(1);
        var header = new Dictionary<string, object>();
        using var data = new MemoryStream();
        foreach (var (name, shape) in Tensors())
        {
            var start = data.Length;
            var values = Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size))
                .Select(_ => shape.Length == 1 ? 1f : 0.2f * (float)((2 * random.NextDouble()) - 1)).ToArray();
            data.Write(MemoryMarshal.AsBytes<float>(values));
            header[name] = new { dtype = "F32", shape, data_offsets = new[] { start, data.Length } };
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(path, [.. length, .. json, .. data.ToArray()]);
    }

    private static string Tokenizer()
    {
        var vocabulary = Characters.Select((character, index) => (Text: character == ' ' ? "Ġ" : character == '\n' ? "Ċ" : $"{character}", Id: index + 1))
            .Append(("<s>", 0)).ToDictionary(entry => entry.Item1, entry => entry.Item2);
        return JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["version"] = "1.0",
            ["added_tokens"] = new[] { new { id = 0, content = "<s>", single_word = false, lstrip = false, rstrip = false, normalized = false, special = true } },
            ["normalizer"] = null,
            ["pre_tokenizer"] = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = true, use_regex = true },
            ["post_processor"] = null,
            ["decoder"] = new { type = "ByteLevel", add_prefix_space = true, trim_offsets = true, use_regex = true },
            ["model"] = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        });
    }
}

using System.Buffers.Binary;
using System.Text.Json;
using FineTuneLab.Core;

namespace FineTuneLab.App.Features.Data;

/// <summary>What a model's folder says of itself without loading it: its config.json and the headers of its safetensors files.</summary>
/// <param name="Parameters">Numbers in all tensors.</param>
internal sealed record ModelFolder(string Architecture, long Parameters, int ContextLength)
{
    public const string ConfigFile = "config.json";

    private const int LongestHeader = 100 * 1024 * 1024;

    /// <exception cref="LabException">A file is missing or malformed.</exception>
    public static ModelFolder Look(string folder)
    {
        var weights = Directory.GetFiles(folder, "*.safetensors");
        if (weights.Length == 0)
            throw new LabException("the model has no weights: no *.safetensors file is there.", folder, "Copy the weights there in safetensors format.");
        using var config = ReadJson(Path.Combine(folder, ConfigFile), File.ReadAllBytes);
        var root = config.RootElement;
        var architecture = root.TryGetProperty("architectures", out var names) && names.GetArrayLength() > 0
            ? names[0].GetString()
            : root.TryGetProperty("model_type", out var type) ? type.GetString() : null;
        return new ModelFolder(architecture ?? "unknown", weights.Sum(CountParameters), root.TryGetProperty("max_position_embeddings", out var length) ? length.GetInt32() : 0);
    }

    private static long CountParameters(string file)
    {
        using var header = ReadJson(file, ReadHeader);
        return header.RootElement.EnumerateObject().Where(tensor => tensor.Name != "__metadata__").Sum(tensor =>
            tensor.Value.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, size) => product * size.GetInt64()));
    }

    // Eight bytes little-endian: the length of the JSON header that follows (https://huggingface.co/docs/safetensors).
    private static byte[] ReadHeader(string file)
    {
        using var stream = File.OpenRead(file);
        var length = new byte[8];
        stream.ReadExactly(length);
        var bytes = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (bytes is <= 0 or > LongestHeader)
            throw new InvalidDataException($"the header's length is given as {bytes} bytes");
        var header = new byte[bytes];
        stream.ReadExactly(header);
        return header;
    }

    private static JsonDocument ReadJson(string file, Func<string, byte[]> read)
    {
        try
        {
            return JsonDocument.Parse(read(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            throw new LabException($"the file cannot be understood: {e.Message}", file, "Copy the model there again.", e);
        }
    }
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using FineTuneLab.Core;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Checkpoints;

/// <summary>Writes safetensors files. The file appears under its name only when it is whole.</summary>
public static class SafetensorsWriter
{
    /// <param name="type">float32 or float16; other tensors are converted to it.</param>
    /// <exception cref="LabException">The file cannot be written (a full disk, say); no half-written file is left.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Tensor)> tensors, ScalarType type = ScalarType.Float32,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        var parts = tensors.Select(pair => (pair.Name, Shape: pair.Tensor.shape, Bytes: Bytes(pair.Tensor, type))).ToList();
        var header = Header(parts.Select(part => (part.Name, part.Shape, (long)part.Bytes.Length)), type, metadata);
        var partial = path + ".partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (var part in parts)
                    stream.Write(part.Bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(partial);
            throw new LabException($"the weights cannot be written: {e.Message}", path, "Free disk space or choose another folder, then start the run again.", e);
        }
    }

    private static byte[] Bytes(Tensor tensor, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var plain = no_grad();
        var floats = tensor.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return type switch
        {
            ScalarType.Float32 => MemoryMarshal.AsBytes(floats.AsSpan()).ToArray(),
            ScalarType.Float16 => MemoryMarshal.AsBytes(Array.ConvertAll(floats, value => (Half)value).AsSpan()).ToArray(),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "weights are written as float32 or float16"),
        };
    }

    // The data starts at a multiple of 8 bytes, as the reference implementation has it: the header is padded with spaces.
    private static byte[] Header(IEnumerable<(string Name, long[] Shape, long Length)> parts, ScalarType type, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            long offset = 0;
            foreach (var (name, shape, length) in parts)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type == ScalarType.Float32 ? "F32" : "F16");
                WriteNumbers(json, "shape", shape);
                WriteNumbers(json, "data_offsets", [offset, offset + length]);
                json.WriteEndObject();
                offset += length;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        json.WriteStartObject("__metadata__");
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" })
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}

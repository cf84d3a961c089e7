using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using FineTuneLab.Core;

namespace FineTuneLab.Training.Checkpoints;

/// <summary>Where one tensor lies in a safetensors file. Offsets are bytes from the start of the data section.</summary>
public sealed record SafetensorsEntry(string Name, string Type, long[] Shape, long Begin, long End)
{
    public long Elements => Shape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>
/// Reads tensors of a safetensors file as float32. Format: 8 bytes little-endian header length, a JSON header
/// (name → dtype, shape, data_offsets), the data. See https://github.com/huggingface/safetensors.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _entries;

    private SafetensorsFile(string path, FileStream stream, long dataStart, Dictionary<string, SafetensorsEntry> entries,
        IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        _stream = stream;
        _dataStart = dataStart;
        _entries = entries;
        Metadata = metadata;
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public IReadOnlyCollection<SafetensorsEntry> Entries => _entries.Values;

    /// <exception cref="LabException">The file is missing, unreadable, cut off, or no safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException("the weights cannot be read.", path, "Check that the file exists and that you may read it.", e);
        }

        try
        {
            return Read(path, stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public bool Contains(string name) => _entries.ContainsKey(name);

    public SafetensorsEntry Entry(string name) =>
        _entries.TryGetValue(name, out var entry)
            ? entry
            : throw new LabException($"tensor '{name}' is missing.", Path, "Save the checkpoint again with all its tensors.");

    /// <summary>The tensor's values in row-major order, widened to float32.</summary>
    public float[] ReadFloats(string name)
    {
        var entry = Entry(name);
        var bytes = new byte[entry.End - entry.Begin];
        _stream.Seek(_dataStart + entry.Begin, SeekOrigin.Begin);
        _stream.ReadExactly(bytes);
        return entry.Type switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(bytes).ToArray(),
            "F16" => Widen(MemoryMarshal.Cast<byte, Half>(bytes)),
            "BF16" => WidenBrain(MemoryMarshal.Cast<byte, ushort>(bytes)),
            _ => throw new LabException($"tensor '{name}' is stored as {entry.Type}.", Path, "Save the checkpoint as F32, F16 or BF16."),
        };
    }

    public void Dispose() => _stream.Dispose();

    private static SafetensorsFile Read(string path, FileStream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[8];
        if (stream.ReadAtLeast(lengthBytes, 8, throwOnEndOfStream: false) < 8)
            throw Damaged(path, "it is shorter than its 8-byte header length");
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (headerLength < 2 || headerLength > stream.Length - 8)
            throw Damaged(path, $"its header claims {headerLength} bytes, the file has {stream.Length}");

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        try
        {
            using var json = JsonDocument.Parse(header);
            var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name != "__metadata__")
                    entries.Add(property.Name, Parse(path, property, stream.Length - 8 - headerLength));
                else if (property.Value.ValueKind != JsonValueKind.Null)
                    metadata = property.Value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "", StringComparer.Ordinal);
            }

            return new SafetensorsFile(path, stream, 8 + headerLength, entries, metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Damaged(path, "its header is not the JSON that the format asks for", e);
        }
    }

    private static SafetensorsEntry Parse(string path, JsonProperty property, long dataLength)
    {
        var type = property.Value.GetProperty("dtype").GetString() ?? "";
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets is not [var begin, var end] || begin < 0 || end < begin || end > dataLength)
            throw Damaged(path, $"tensor '{property.Name}' lies outside the file, which may have been cut off");

        var entry = new SafetensorsEntry(property.Name, type, shape, begin, end);
        var width = type switch { "F32" => 4, "F16" or "BF16" => 2, _ => 0 };
        if (width > 0 && entry.Elements * width != end - begin)
            throw Damaged(path, $"tensor '{property.Name}' has {end - begin} bytes, its shape [{string.Join(", ", shape)}] needs {entry.Elements * width}");
        return entry;
    }

    private static LabException Damaged(string path, string reason, Exception? inner = null) =>
        new($"this is no whole safetensors file: {reason}.", path, "Copy or download it again.", inner);

    private static float[] Widen(ReadOnlySpan<Half> halves)
    {
        var floats = new float[halves.Length];
        for (var i = 0; i < halves.Length; i++)
            floats[i] = (float)halves[i];
        return floats;
    }

    private static float[] WidenBrain(ReadOnlySpan<ushort> brains)
    {
        var floats = new float[brains.Length];
        for (var i = 0; i < brains.Length; i++)
            floats[i] = BitConverter.UInt32BitsToSingle((uint)brains[i] << 16);
        return floats;
    }
}

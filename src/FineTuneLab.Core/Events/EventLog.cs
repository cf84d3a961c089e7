using System.Text;
using System.Text.Json;

namespace FineTuneLab.Core.Events;

/// <summary>Appends events to a run folder's <c>events.jsonl</c>; every line is on its way to disk before the call returns.</summary>
public sealed class EventLogWriter : IRunEvents, IDisposable
{
    private readonly FileStream _stream;
    private readonly Lock _gate = new();

    /// <summary>Continues an existing log. A line that a kill tore in half is cut off first, so that nothing is glued to it.</summary>
    public EventLogWriter(string path)
    {
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        _stream.SetLength(EndOfLastWholeLine(_stream));
        _stream.Seek(0, SeekOrigin.End);
    }

    public void Append(RunEvent runEvent)
    {
        var stamped = runEvent with { Time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() };
        var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(stamped, LabJson.Options) + "\n");
        lock (_gate)
        {
            _stream.Write(line);
            _stream.Flush();
        }
    }

    public void Dispose() => _stream.Dispose();

    private static long EndOfLastWholeLine(FileStream stream)
    {
        for (var end = stream.Length; end > 0; end--)
        {
            stream.Seek(end - 1, SeekOrigin.Begin);
            if (stream.ReadByte() == '\n')
                return end;
        }

        return 0;
    }
}

/// <summary>Reads a growing event log from a byte offset. A last line without its line end is not there yet.</summary>
public static class EventLogReader
{
    /// <returns>The events after <paramref name="offset"/> and the offset to go on from.</returns>
    public static (IReadOnlyList<RunEvent> Events, long Offset) Read(string path, long offset)
    {
        if (!File.Exists(path))
            return ([], offset);

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(offset, SeekOrigin.Begin);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        var whole = bytes.LastIndexOf((byte)'\n') + 1;
        var events = new List<RunEvent>();
        foreach (var range in Encoding.UTF8.GetString(bytes[..whole]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            events.Add(Jsonl.Parse<RunEvent>(range, path));
        return (events, offset + whole);
    }
}

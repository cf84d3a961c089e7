using System.Text.Json;
using FineTuneLab.App.Features.Lab;
using FineTuneLab.Core;

namespace FineTuneLab.App.Runs;

/// <summary>
/// One process at a time may run the queue of a data folder. The lock is the operating system's lock on data/lab.lock, so
/// it ends with its holder however that dies; data/lab.server.json only says who the holder is.
/// </summary>
public sealed class DataFolderLock(LabPaths paths) : IDisposable
{
    private FileStream? _held;
    private LabOwner? _self;

    public bool IsHeld => _held is not null;

    /// <exception cref="LabException">Another process has the folder (which one is said), or the folder cannot be written.</exception>
    public void Take()
    {
        if (IsHeld)
            return;
        if (!TryTakePatiently())
            throw new LabException($"the data folder is in use by {Describe(Holder())}.", paths.Data,
                "Use that one, stop it first, or name another folder with the setting Lab:Data.");
    }

    /// <returns>False when another process has the folder.</returns>
    public bool TryTake()
    {
        var stream = OpenLock();
        if (stream is null)
            return false;
        _held = stream;
        _self = new LabOwner(Environment.ProcessId, null, DateTimeOffset.UtcNow);
        WriteOwner();
        return true;
    }

    /// <summary>Says where the holder's pages are, for those who are turned away.</summary>
    public void Announce(string address)
    {
        if (_self is null)
            throw new InvalidOperationException("Only the holder of the data folder can announce its address.");
        _self = _self with { Address = address };
        WriteOwner();
    }

    /// <summary>Who has the folder now; null when nobody has.</summary>
    public LabOwner? Holder()
    {
        if (_self is not null)
            return _self;
        if (!File.Exists(paths.LockFile))
            return null;
        using (var free = OpenLock())
        {
            if (free is not null)
                return null;
        }

        return ReadOwner() ?? new LabOwner(0, null, default);
    }

    public void Dispose()
    {
        if (_held is null)
            return;
        File.Delete(paths.OwnerFile);
        _held.Dispose();
        _held = null;
        _self = null;
    }

    // Whoever asks who holds the folder has its lock for a moment, which must not turn a server away.
    private bool TryTakePatiently()
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (TryTake())
                return true;
            Thread.Sleep(100);
        }

        return false;
    }

    private FileStream? OpenLock()
    {
        try
        {
            Directory.CreateDirectory(paths.Data);
            return new FileStream(paths.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LabException("the data folder cannot be written.", paths.Data, "Give yourself the right to write there, or set Lab:Data to another folder.", e);
        }
        catch (IOException e) when (e is not DirectoryNotFoundException && File.Exists(paths.LockFile))
        {
            return null;
        }
        catch (IOException e)
        {
            throw new LabException($"the data folder cannot be used: {e.Message}", paths.Data, "Check the disk, or set Lab:Data to another folder.", e);
        }
    }

    private void WriteOwner() => File.WriteAllText(paths.OwnerFile, JsonSerializer.Serialize(_self, LabJson.Indented));

    private LabOwner? ReadOwner()
    {
        try
        {
            return JsonSerializer.Deserialize<LabOwner>(File.ReadAllText(paths.OwnerFile), LabJson.Options);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private static string Describe(LabOwner? owner) => owner switch
    {
        null or { Pid: 0 } => "another process",
        { Address: null } => $"the process {owner.Pid}",
        _ => $"the server at {owner.Address} (process {owner.Pid})",
    };
}

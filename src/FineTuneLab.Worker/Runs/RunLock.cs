using FineTuneLab.Core;

namespace FineTuneLab.Worker.Runs;

/// <summary>At most one worker works in a folder; the lock goes with its process, however that ends.</summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream _stream;

    private RunLock(FileStream stream) => _stream = stream;

    /// <exception cref="LabException">Another worker is there.</exception>
    public static RunLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "worker.lock");
        try
        {
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new LabException("another worker is at work in this folder.", folder, "Wait for it, or end it.", e);
        }
    }

    public void Dispose() => _stream.Dispose();
}

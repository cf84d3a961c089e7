using FineTuneLab.Core;

namespace FineTuneLab.App.Runs;

/// <summary>Whether a folder takes new files: writes one of a size that any run needs, and removes it.</summary>
internal static class DiskCheck
{
    private static readonly byte[] Block = new byte[256 * 1024];

    /// <exception cref="LabException">The disk is full, or the folder may not be written.</exception>
    public static void Require(string folder)
    {
        var probe = Path.Combine(folder, ".write-check");
        try
        {
            File.WriteAllBytes(probe, Block);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"the queue waits, because nothing can be written here: {e.Message}", folder,
                "Free some space, or give yourself the right to write there; it goes on by itself then.", e);
        }
        finally
        {
            DeleteIfThere(probe);
        }
    }

    private static void DeleteIfThere(string probe)
    {
        try
        {
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be written is what the check reports.
        }
    }
}

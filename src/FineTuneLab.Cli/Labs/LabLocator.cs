using FineTuneLab.App;
using FineTuneLab.App.Features.Lab;
using FineTuneLab.App.Runs;
using FineTuneLab.Core;

namespace FineTuneLab.Cli.Labs;

/// <summary>Finds who does the work: the server that has the data folder, or else this process.</summary>
internal static class LabLocator
{
    /// <exception cref="LabException">A process without pages has the data folder, another <c>lab run</c> for instance.</exception>
    public static async Task<ILab> OpenAsync(CancellationToken cancellation)
    {
        var paths = LabSettings.Paths();
        using (var folder = new DataFolderLock(paths))
        {
            if (ServerOf(folder.Holder(), paths) is { } server)
                return new RemoteLab(server);
        }

        return await LocalLab.StartAsync(cancellation);
    }

    /// <returns>Null when nobody has the folder.</returns>
    public static Uri? ServerOf(LabOwner? holder, LabPaths paths) => holder switch
    {
        null => null,
        { Address: { } address } => new Uri(address),
        _ => throw new LabException($"the data folder is in use by the process {holder.Pid}, which serves no pages.", paths.Data, "Wait until it has ended, or end it: lab stop"),
    };
}

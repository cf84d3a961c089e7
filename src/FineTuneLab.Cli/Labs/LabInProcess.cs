using FineTuneLab.App;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace FineTuneLab.Cli.Labs;

/// <summary>One question to the lab, answered in this process. The queue is not worked off, so a server may have the data folder meanwhile.</summary>
internal static class LabInProcess
{
    public static async Task<T> AskAsync<T>(IRequest<T> request, CancellationToken cancellation)
    {
        await using var services = new ServiceCollection().AddLab(LabSettings.Configuration()).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request, cancellation);
    }
}

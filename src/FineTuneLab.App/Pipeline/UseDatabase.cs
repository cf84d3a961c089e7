using FineTuneLab.App.Data;
using FineTuneLab.Core;
using MediatR;

namespace FineTuneLab.App.Pipeline;

/// <summary>A request that answers also when the database is absent or broken.</summary>
public interface IWithoutDatabase;

/// <summary>Has the database migrated before the first request that needs it, and explains its failures.</summary>
public sealed class UseDatabase<TRequest, TResponse>(LabDatabase database, LabPaths paths) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    /// <exception cref="LabException">The database failed: what it means and what to do.</exception>
    public async Task<TResponse> Handle(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        try
        {
            if (request is not IWithoutDatabase)
                await database.PrepareAsync(cancellationToken);
            return await next();
        }
        catch (Exception e) when (e is not LabException && SqliteFailures.Find(e) is { } failure)
        {
            throw SqliteFailures.Explain(failure, paths.Database);
        }
    }
}

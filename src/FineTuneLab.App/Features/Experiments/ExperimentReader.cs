using FineTuneLab.App.Data;
using FineTuneLab.App.Features.Runs;
using FineTuneLab.Core;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>Reads experiments with their current runs, as the queries of this noun share it.</summary>
internal sealed class ExperimentReader(IDbContextFactory<LabDb> contexts)
{
    public async Task<IReadOnlyList<Experiment>> AllAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Current(db).OrderByDescending(experiment => experiment.SubmittedAt).ToListAsync(cancellation);
    }

    /// <exception cref="LabException">There is no such experiment.</exception>
    public async Task<Experiment> OneAsync(string name, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Current(db).SingleOrDefaultAsync(experiment => experiment.Name == name, cancellation) ?? throw Unknown(name);
    }

    /// <summary>The current runs of an experiment, with how many of their items have an outcome.</summary>
    public async Task<IReadOnlyList<RunSummary>> RunsAsync(Experiment experiment, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var counts = await RunCounts.OfAsync(db, [.. experiment.Runs.Select(run => run.Id)], cancellation);
        return [.. experiment.Runs.OrderBy(run => run.Position).Select(run => run.ToSummary(counts.GetValueOrDefault(run.Id)))];
    }

    public static LabException Unknown(string name) =>
        new($"there is no experiment \"{name}\" in this lab.", mend: "Submit it first: lab run experiments/<name>/experiment.yaml.");

    private static IQueryable<Experiment> Current(LabDb db) =>
        db.Experiments.AsNoTracking().Include(experiment => experiment.Runs.Where(run => run.Current));
}

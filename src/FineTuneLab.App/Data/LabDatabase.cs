using FineTuneLab.Core;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FineTuneLab.App.Data;

/// <summary>Creates and migrates the database, once for each process, before anything uses it.</summary>
public sealed class LabDatabase(LabPaths paths, IDbContextFactory<LabDb> contexts)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _ready;

    /// <summary>Busy writers wait for each other this long before they give up.</summary>
    private const int BusySeconds = 30;

    public static string ConnectionString(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = BusySeconds, ForeignKeys = true }.ToString();

    /// <exception cref="LabException">The database cannot be created, opened or migrated.</exception>
    public async Task PrepareAsync(CancellationToken cancellation = default)
    {
        if (_ready)
            return;
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_ready)
                return;
            await MigrateAsync(cancellation);
            _ready = true;
        }
        catch (SqliteException e)
        {
            throw SqliteFailures.Explain(e, paths.Database);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task MigrateAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(paths.Data);
        await using var turn = await TakeTurnAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);
        await ForgetDeadMigratorAsync(db, cancellation);
        await db.Database.MigrateAsync(cancellation);
    }

    // EF keeps its own migration lock as a row, which a killed process leaves behind for ever; this file's lock ends with its holder.
    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(paths.Database + ".migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new LabException("the data folder cannot be written.", paths.Data, "Give yourself the right to write there, or set Lab:Data to another folder.", e);
            }
            catch (IOException) when (attempt < BusySeconds * 10)
            {
                await Task.Delay(100, cancellation);
            }
        }
    }

    private static async Task ForgetDeadMigratorAsync(LabDb db, CancellationToken cancellation)
    {
        var tables = await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").ToListAsync(cancellation);
        if (tables.Count > 0)
            await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancellation);
    }
}

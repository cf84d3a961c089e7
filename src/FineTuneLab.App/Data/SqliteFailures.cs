using FineTuneLab.Core;
using Microsoft.Data.Sqlite;

namespace FineTuneLab.App.Data;

/// <summary>SQLite's result codes (https://www.sqlite.org/rescode.html) in words that their reader can act on.</summary>
internal static class SqliteFailures
{
    /// <returns>The SQLite failure at the bottom of an exception of EF Core, if that is what it is.</returns>
    public static SqliteException? Find(Exception? e) => e as SqliteException ?? (e?.InnerException is { } inner ? Find(inner) : null);

    public static LabException Explain(SqliteException e, string file)
    {
        var (what, mend) = e.SqliteErrorCode switch
        {
            13 => ("the disk is full; nothing was changed.", "Free some space and try again: the queue goes on where it is."),
            8 => ("the database is read-only.", "Give yourself the right to write the file and its folder."),
            14 => ("the database cannot be opened.", "Check that its folder exists and that you may write there."),
            5 or 6 => ("the database is busy.", "Another process has written for more than half a minute. Try again, or stop that process."),
            10 => ("the disk failed while the database was read or written.", "Check the disk: space left, mount, health."),
            11 or 26 => ("the file is no intact SQLite database.", "Put a backup in its place, or move it away: an empty one is created at the next start."),
            _ => ($"the database failed: {e.Message}", "Try again; if it happens again, move the file away and start anew."),
        };
        return new LabException(what, file, mend, e);
    }
}

namespace FineTuneLab.Core;

/// <summary>
/// A failure that its reader can mend: says what is wrong, where (a file, a file and line, an item), and what to do.
/// It is shown as its message alone, never with a stack trace.
/// </summary>
public sealed class LabException : Exception
{
    public LabException(string what, string? where = null, string? mend = null, Exception? inner = null)
        : base(Compose(what, where, mend), inner)
    {
        What = what;
        Where = where;
        Mend = mend;
    }

    public string What { get; }

    public string? Where { get; }

    public string? Mend { get; }

    private static string Compose(string what, string? where, string? mend)
    {
        var place = where is null ? "" : where + ": ";
        var remedy = mend is null ? "" : " " + mend;
        return place + what + remedy;
    }
}

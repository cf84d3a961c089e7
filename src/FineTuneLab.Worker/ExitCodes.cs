namespace FineTuneLab.Worker;

internal static class ExitCodes
{
    public const int Finished = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>128 + SIGTERM, as a shell reports a process that the signal ended.</summary>
    public const int Cancelled = 143;
}

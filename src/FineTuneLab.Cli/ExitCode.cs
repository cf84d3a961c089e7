namespace FineTuneLab.Cli;

/// <summary>What the process tells its caller. Part of the interface: scripts rely on it.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
}

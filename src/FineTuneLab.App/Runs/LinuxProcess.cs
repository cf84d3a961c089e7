using System.Globalization;
using System.Runtime.InteropServices;

namespace FineTuneLab.App.Runs;

/// <summary>
/// A process that need not be our child, named by its id and its start time, so that an id used again by another process
/// is never taken for it. Reads /proc.
/// </summary>
public sealed record LinuxProcess(int Pid, long StartTicks)
{
    public const int SigTerm = 15;
    public const int SigKill = 9;

    /// <returns>Null when there is no such process any more.</returns>
    public static LinuxProcess? Find(int pid) => ReadStat(pid) is { } stat ? new LinuxProcess(pid, stat.StartTicks) : null;

    public bool IsAlive => ReadStat(Pid) is { } stat && stat.StartTicks == StartTicks && stat.State is not ('Z' or 'X');

    /// <summary>Sends a signal to the process group that this process leads; does nothing once it is gone.</summary>
    public void SignalGroup(int signal)
    {
        if (IsAlive)
            _ = kill(-Pid, signal);
    }

    /// <summary>
    /// Kills every process that has all of <paramref name="arguments"/> on its command line: workers of a run whose leader
    /// is gone, or was never noted because the server died first.
    /// </summary>
    public static void KillByArguments(params IReadOnlyList<string> arguments)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && pid != Environment.ProcessId && HasArguments(pid, arguments))
                _ = kill(pid, SigKill);
        }
    }

    private static bool HasArguments(int pid, IReadOnlyList<string> arguments)
    {
        try
        {
            var given = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return arguments.All(argument => given.Contains(argument, StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static (char State, int Group, long StartTicks)? ReadStat(int pid)
    {
        try
        {
            // "pid (name) state ppid pgrp … starttime …" (proc(5)); the name may hold spaces and brackets.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], int.Parse(fields[2], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}

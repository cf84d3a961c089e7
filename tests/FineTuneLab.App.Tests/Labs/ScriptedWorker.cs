namespace FineTuneLab.App.Tests.Labs;

/// <summary>
/// Workers written in sh: real processes that read the run folder and append to the event log as the real one does, but do
/// at a chosen moment what no real worker can be asked for.
/// </summary>
internal static class ScriptedWorker
{
    // One "item" event for each request, its answer taken for right.
    private const string Score = """
        sed 's/^{"key":"\([^"]*\)","suite":"\([^"]*\)","item":"\([^"]*\)",.*"expected":"\([^"]*\)".*/{"kind":"item","time":1,"key":"\1","suite":"\2","item":"\3","output":"\4","scores":{"exact-match":1,"contains":1},"promptTokens":5,"completionTokens":1,"seconds":0.01,"batchSize":1,"finishReason":"stop"}/' requests.jsonl
        """;

    private const string Begin = """
        cd "$1"
        tell() { echo "$1" >>events.jsonl; }
        echo x >>starts
        tell '{"kind":"started","time":1,"pid":'$$',"compute":"sh"}'
        """;

    private const string Finish = """
        tell '{"kind":"resources","time":9,"peakMemoryBytes":1048576,"wallSeconds":0.5,"cpuSeconds":0.4}'
        tell '{"kind":"finished","time":9}'
        """;

    /// <summary>Scores everything and finishes.</summary>
    public static string Good(LabFolder lab, string before = "") => Write(lab, "good", $"{Begin}\n{before}\n{Score} >>events.jsonl\n{Finish}");

    /// <summary>Scores one item, then waits for a file named "go" in the lab's root before it does the rest. It dies of SIGTERM as any program does.</summary>
    public static string Waiting(LabFolder lab) =>
        Write(lab, "waiting", $"{Begin}\n{Score} | head -n 1 >>events.jsonl\nwhile [ ! -e '{lab.Path("go")}' ]; do sleep 0.05; done\n{Score} | tail -n +2 >>events.jsonl\n{Finish}");

    /// <summary>Says something in its log and does as told.</summary>
    public static string Dying(LabFolder lab, string death) =>
        Write(lab, "dying", $"{Begin}\necho 'loading the model'\necho 'out of luck' >&2\n{Score} | head -n 1 >>events.jsonl\n{death}");

    public static string Write(LabFolder lab, string name, string body)
    {
        lab.Write($"{name}.sh", "#!/bin/sh\n" + body + "\n");
        var path = lab.Path($"{name}.sh");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>How often a worker was started for the run.</summary>
    public static int Starts(LabFolder lab, string runId)
    {
        var file = lab.RunFile(runId, "starts");
        return File.Exists(file) ? File.ReadAllLines(file).Length : 0;
    }
}

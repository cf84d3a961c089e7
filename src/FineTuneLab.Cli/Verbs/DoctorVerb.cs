using System.CommandLine;
using FineTuneLab.App.Features.Lab;
using FineTuneLab.Cli.Doctor;
using FineTuneLab.Cli.Labs;
using FineTuneLab.Cli.Processes;
using FineTuneLab.Cli.Rendering;
using Spectre.Console;

namespace FineTuneLab.Cli.Verbs;

/// <summary><c>lab doctor</c>: what this machine has, how fast it is, and how the lab's data stands.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var verb = new Verb("doctor", "Says what is installed, how fast this machine computes, and how the lab's data stands.", "lab doctor");
        verb.SetAction((_, cancellation) => ExamineAsync(cancellation));
        return verb;
    }

    private static async Task<int> ExamineAsync(CancellationToken cancellation)
    {
        var console = Terminal.Create();
        Write(console, "Machine", MachineReport.Read(LabSettings.Paths().Data));
        var status = await LabInProcess.AskAsync(new GetStatus(), cancellation);
        Write(console, "Lab", DataFindings(status));
        Write(console, "Arithmetic", Arithmetic.Read(await WorkerProcess.AskAsync("doctor", cancellation)));
        return status.Problem is null ? ExitCode.Done : ExitCode.Failed;
    }

    private static IEnumerable<Finding> DataFindings(LabStatus status) =>
    [
        new("root", status.Root),
        new("data", status.DataFolder),
        new("database", $"{status.DatabaseFile}: {status.DatabaseState}"),
        new("experiments", $"{status.Experiments}; {status.Queued} runs queued, {status.Running} running"),
        new("held by", status.Owner is { } owner ? $"process {owner.Pid}{(owner.Address is null ? "" : $" at {owner.Address}")}" : "nobody: queued runs wait for lab serve"),
        new("devices", string.Join(", ", status.Devices)),
        .. status.Problem is { } problem ? [new Finding("problem", "found", problem)] : Array.Empty<Finding>(),
    ];

    private static void Write(IAnsiConsole console, string title, IEnumerable<Finding> findings)
    {
        console.MarkupLineInterpolated($"[bold]{title}[/]");
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(2)).AddColumn();
        foreach (var finding in findings)
            grid.AddRow(new Text(finding.What), new Text(finding.Mend is null ? finding.Value : $"{finding.Value}: {finding.Mend}", finding.Mend is null ? Style.Plain : new Style(Color.Yellow)));
        console.Write(grid);
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using FineTuneLab.Cli;
using FineTuneLab.Core;

// A worker that is told to stop finishes its step and writes a checkpoint first.
var timeToStop = TimeSpan.FromSeconds(30);

var parsed = LabCommand.Create().Parse(args.Length > 0 ? args : ["--help"]);
if (parsed.Action is ParseErrorAction wrongUsage)
{
    wrongUsage.ShowHelp = false;
    await parsed.InvokeAsync();
    return Complain($"How it is used: {(parsed.CommandResult.Command is Verb verb ? $"lab {verb.Name}" : "lab")} --help", ExitCode.WrongUsage);
}

try
{
    var exitCode = await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = timeToStop,
    });
    return args.Length > 0 ? exitCode : ExitCode.WrongUsage;
}
catch (LabException e)
{
    return Complain(e.Message, ExitCode.Failed);
}
catch (OperationCanceledException)
{
    return Complain("Cancelled.", ExitCode.Failed);
}
catch (Exception e) when (Environment.GetEnvironmentVariable("LAB_TRACE") is null)
{
    return Complain($"This is a mistake in the lab, not in what you asked: {e.Message}{Environment.NewLine}With LAB_TRACE=1 in the environment it says where.", ExitCode.Failed);
}

static int Complain(string message, int exitCode)
{
    Console.Error.WriteLine(message);
    return exitCode;
}

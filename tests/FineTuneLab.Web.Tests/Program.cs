using FineTuneLab.Web.Tests.Browser;
using FineTuneLab.Web.Tests.Site;

namespace FineTuneLab.Web.Tests;

/// <summary>
/// <c>dotnet FineTuneLab.Web.Tests.dll screenshots &lt;folder&gt;</c> photographs every page in both themes, over a lab whose runs
/// are played by <see cref="ScriptedWorker"/>. With a run folder it is that worker.
/// </summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => arguments switch
    {
        ["screenshots", var folder] => Screenshots.TakeAsync(folder),
        [var runFolder] => ScriptedWorker.RunAsync(runFolder),
        _ => throw new ArgumentException("screenshots <folder>, or a run folder.", nameof(arguments)),
    };
}

using System.Diagnostics;
using FineTuneLab.Cli.Tests.Programs;

namespace FineTuneLab.Cli.Tests.Launching;

/// <summary>
/// The real launcher in a small tree of its own, under a path with a space, on a machine whose <c>dotnet</c>, <c>apt-get</c> and
/// compilers are scripts that note what they are asked.
/// </summary>
internal sealed class LauncherFolder : IDisposable
{
    private static readonly string[] Tools =
    [
        "bash", "env", "dirname", "basename", "readlink", "cat", "mkdir", "rm", "find", "sort", "xargs", "sha1sum", "stat", "cut", "flock", "sed", "grep",
        "head", "tail", "sleep", "timeout",
    ];

    private readonly TemporaryLab _folder = new();

    public LauncherFolder()
    {
        var checkout = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
        foreach (var script in (string[])["lab", "tests/run"])
        {
            _folder.Write($"my lab/{script}", File.ReadAllText(Path.Combine(checkout, script)));
            MakeExecutable(Path.Combine(Root, script));
        }

        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", "FineTuneLab.sln", "src/A.cs", "tests/Some.Tests/T.cs"])
            _folder.Write($"my lab/{file}", "[Fact]");
        foreach (var tool in Tools)
            File.CreateSymbolicLink(Path.Combine(Bin, tool), new[] { $"/usr/bin/{tool}", $"/bin/{tool}" }.First(File.Exists));
        Stub("id", "echo 0");
        Stub("dotnet", """
            echo "dotnet $*" >>"$NOTES"
            case "$1" in
              --version) echo 10.0.100 ;;
              build) sleep 0.3; mkdir -p artifacts/bin/FineTuneLab.Cli/release; echo built >artifacts/bin/FineTuneLab.Cli/release/lab.dll ;;
              */lab.dll) echo "lab runs in $PWD with root $Lab__Root" ;;
            esac
            """);
        foreach (var program in (string[])["g++", "cmake", "make", "chromium"])
            Stub(program, "");
    }

    public string Root => Path.Combine(_folder.Root, "my lab");

    public string Elsewhere => _folder.Root;

    /// <summary>What the scripts were asked, in order.</summary>
    public string Notes => File.Exists(NotesFile) ? File.ReadAllText(NotesFile) : "";

    private string NotesFile => Path.Combine(_folder.Root, "notes");

    private string Bin => Directory.CreateDirectory(Path.Combine(_folder.Root, "bin")).FullName;

    public int Builds => Notes.Split('\n').Count(line => line.StartsWith("dotnet build", StringComparison.Ordinal));

    public void Stub(string program, string script)
    {
        var file = Path.Combine(Bin, program);
        File.Delete(file);
        File.WriteAllText(file, $"#!/usr/bin/env bash\n{script}\n");
        MakeExecutable(file);
    }

    public void Uninstall(string program) => File.Delete(Path.Combine(Bin, program));

    public void Change(string source, string content) => File.WriteAllText(Path.Combine(Root, source), content);

    public Task<Outcome> RunAsync(params string[] arguments) => LabProcess.EndAsync(Start(arguments));

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, "lab"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Elsewhere,
        };
        start.Environment["PATH"] = Bin;
        start.Environment["NOTES"] = NotesFile;
        start.Environment["HOME"] = _folder.Root;
        // libtorch counts as there, whatever the machine has.
        start.Environment["TORCH_HOME"] = _folder.Root;
        return Process.Start(start)!;
    }

    public void Dispose() => _folder.Dispose();

    private static void MakeExecutable(string file) =>
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}

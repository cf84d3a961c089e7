using System.Diagnostics;
using System.Text.Json;
using FineTuneLab.Core;
using FineTuneLab.Core.Events;
using FineTuneLab.Core.Experiments;
using FineTuneLab.Core.Runs;
using FineTuneLab.Evals.Scoring;
using FineTuneLab.Training.Tests;

namespace FineTuneLab.Worker.Tests;

/// <summary>A run folder as the app writes it, and the real worker process on it.</summary>
internal sealed class WorkerRun : IDisposable
{
    private static readonly string Worker = Path.Combine(AppContext.BaseDirectory, "FineTuneLab.Worker.dll");

    private readonly TemporaryFolder _folder = new();

    public WorkerRun(int items = 40, TuningSpec? tuning = null)
    {
        Directory.CreateDirectory(Folder);
        TinyModel.Save(Directory.CreateDirectory(BaseModel).FullName);
        Spec = new RunSpec
        {
            RunId = "run-1",
            Experiment = "experiment",
            Approach = "approach",
            BaseModel = BaseModel,
            BaseModelHash = ContentHash.OfFolder(BaseModel),
            Seed = 1,
            Tuning = tuning,
            CheckpointFolder = tuning is null ? null : _folder.File("checkpoint"),
        };
        Requests = [.. Enumerable.Range(0, items).Select(i => new ScoreRequest
        {
            Key = $"key-{i}",
            Suite = i % 2 == 0 ? "even" : "odd",
            Item = $"item-{i}",
            Prompt = $"What is {i}?",
            Expected = "me",
            Scorers = [Scorers.ExactMatch, Scorers.Contains],
            MaxTokens = 24,
            Stop = [],
        })];
        if (tuning is null)
            return;
        var rows = Enumerable.Range(0, 12).Select(i => new TrainingExample { Id = $"row-{i}", Prompt = $"What is {i}?", Completion = " me\n" }).ToList();
        Jsonl.Write(File(RunSpec.TrainingFile), rows);
        Jsonl.Write(File(RunSpec.HeldOutFile), rows.Take(2));
        Jsonl.Write(File(RunSpec.ProbesFile), Requests.Take(2));
    }

    public RunSpec Spec { get; set; }

    public List<ScoreRequest> Requests { get; }

    public string Folder => _folder.File("run");

    public string BaseModel => _folder.File("base");

    public IReadOnlyList<RunEvent> Events => EventLogReader.Read(File(RunSpec.EventsFile), 0).Events;

    public string File(string name) => Path.Combine(Folder, name);

    public Process Start()
    {
        System.IO.File.WriteAllText(File(RunSpec.FileName), JsonSerializer.Serialize(Spec, LabJson.Indented));
        Jsonl.Write(File(RunSpec.RequestsFile), Requests);
        return StartWorker(Folder);
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>Exit code and what was printed.</returns>
    public (int ExitCode, string Output) Run()
    {
        using var process = Start();
        return Ended(process);
    }

    public static (int ExitCode, string Output) RunWorker(params string[] arguments)
    {
        using var process = StartWorker(arguments);
        return Ended(process);
    }

    /// <summary>Waits until the log holds what is looked for, and says how often.</summary>
    public int WaitFor(Process process, Func<RunEvent, bool> wanted)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromSeconds(60))
        {
            var count = Events.Count(wanted);
            if (count > 0 || process.HasExited)
                return count;
            Thread.Sleep(5);
        }

        return 0;
    }

    public void Dispose() => _folder.Dispose();

    public static Process StartWorker(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Worker, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static (int ExitCode, string Output) Ended(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}

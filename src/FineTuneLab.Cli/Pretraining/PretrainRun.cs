using System.Text.Json;
using FineTuneLab.Core;
using FineTuneLab.Core.Events;
using FineTuneLab.Core.Runs;

namespace FineTuneLab.Cli.Pretraining;

/// <summary>The folder of one pre-training. The same call finds the same unfinished folder again, so that it goes on.</summary>
internal sealed record PretrainRun(string Folder, PretrainSpec Spec, bool IsResumed)
{
    private const string Prefix = "pretrain-";

    public string Events => Path.Combine(Folder, RunSpec.EventsFile);

    public string Log => Path.Combine(Folder, RunSpec.LogFile);

    /// <param name="runs">The lab's folder of runs.</param>
    public static PretrainRun OpenOrCreate(string runs, PretrainSpec spec, DateTimeOffset now)
    {
        Directory.CreateDirectory(runs);
        var unfinished = Directory.EnumerateDirectories(runs, Prefix + "*").OrderDescending(StringComparer.Ordinal)
            .FirstOrDefault(folder => SpecOf(folder) == spec && !IsFinished(folder));
        if (unfinished is not null)
            return new PretrainRun(unfinished, spec, IsResumed: true);

        var created = Path.Combine(runs, $"{Prefix}{now:yyyyMMdd-HHmmss}");
        Directory.CreateDirectory(created);
        File.WriteAllText(Path.Combine(created, PretrainSpec.FileName), JsonSerializer.Serialize(spec, LabJson.Indented));
        return new PretrainRun(created, spec, IsResumed: false);
    }

    private static PretrainSpec? SpecOf(string folder)
    {
        var file = Path.Combine(folder, PretrainSpec.FileName);
        return File.Exists(file) ? JsonSerializer.Deserialize<PretrainSpec>(File.ReadAllText(file), LabJson.Options) : null;
    }

    private static bool IsFinished(string folder) =>
        EventLogReader.Read(Path.Combine(folder, RunSpec.EventsFile), 0).Events.OfType<Finished>().Any();
}

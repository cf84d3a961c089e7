using System.Text.Json;
using FineTuneLab.Core;
using FineTuneLab.Core.Runs;
using FineTuneLab.Evals.Planning;

namespace FineTuneLab.App.Runs;

/// <summary>Writes what a worker reads. Files are complete before their names appear, so a worker never meets half of one.</summary>
public static class RunFolder
{
    /// <summary>What is known when a run is queued: the spec and, for a run that tunes, its examples and probes.</summary>
    /// <exception cref="LabException">The folder cannot be written.</exception>
    public static void Write(string folder, RunSpec spec, RunPlan plan) => Writing(folder, () =>
    {
        Put(folder, RunSpec.FileName, path => File.WriteAllText(path, JsonSerializer.Serialize(spec, LabJson.Indented)));
        if (spec.Tuning is null)
            return;
        Put(folder, RunSpec.TrainingFile, path => Jsonl.Write(path, plan.Training));
        Put(folder, RunSpec.HeldOutFile, path => Jsonl.Write(path, plan.HeldOut));
        Put(folder, RunSpec.ProbesFile, path => Jsonl.Write(path, plan.Probes));
    });

    /// <summary>What is known when its turn comes: the requests that nobody has answered yet.</summary>
    /// <exception cref="LabException">The folder cannot be written, or it was removed since the run was queued.</exception>
    public static void WriteRequests(string folder, IEnumerable<ScoreRequest> requests)
    {
        if (!File.Exists(Path.Combine(folder, RunSpec.FileName)))
            throw new LabException("the run folder was removed while the run waited.", folder, "Submit the experiment again.");
        Writing(folder, () => Put(folder, RunSpec.RequestsFile, path => Jsonl.Write(path, requests)));
    }

    /// <exception cref="LabException">The folder cannot be written.</exception>
    public static void ForgetEvents(string folder) => Writing(folder, () => File.Delete(Path.Combine(folder, RunSpec.EventsFile)));

    private static void Put(string folder, string name, Action<string> write)
    {
        var whole = Path.Combine(folder, name);
        write(whole + ".new");
        File.Move(whole + ".new", whole, overwrite: true);
    }

    private static void Writing(string folder, Action write)
    {
        try
        {
            Directory.CreateDirectory(folder);
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"the run folder cannot be written: {e.Message}", folder, "Check the space left on the disk and the right to write there, then submit the experiment again.", e);
        }
    }
}

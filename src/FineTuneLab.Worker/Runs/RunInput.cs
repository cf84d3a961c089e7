using System.Text.Json;
using FineTuneLab.Core;
using FineTuneLab.Core.Runs;

namespace FineTuneLab.Worker.Runs;

/// <summary>What the app has written into a run folder.</summary>
internal sealed record RunInput(string Folder, RunSpec Spec, IReadOnlyList<ScoreRequest> Requests)
{
    public string EventsFile => File(RunSpec.EventsFile);

    /// <exception cref="LabException">A file is missing or malformed; file and line are named.</exception>
    public static RunInput Read(string folder)
    {
        var spec = ReadJson<RunSpec>(Path.Combine(folder, RunSpec.FileName));
        return new RunInput(folder, spec, Jsonl.Read<ScoreRequest>(Path.Combine(folder, RunSpec.RequestsFile)));
    }

    public string File(string name) => Path.Combine(Folder, name);

    public static T ReadJson<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(System.IO.File.ReadAllBytes(path), LabJson.Options)
                ?? throw new LabException("the file holds null.", path, "Submit the run again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException("the file cannot be read.", path, "Submit the run again.", e);
        }
        catch (JsonException e)
        {
            throw new LabException($"this is not the JSON that is expected here: {e.Message}", path, "Submit the run again.", e);
        }
    }
}

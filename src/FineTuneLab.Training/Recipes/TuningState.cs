using System.Globalization;
using FineTuneLab.Core;
using FineTuneLab.Training.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Recipes;

/// <summary>
/// Where an unfinished tuning stands: learning parameters, optimizer and position, in one file that is replaced in one move. The order
/// of the examples follows from seed and position, and nothing else is random after the start, so this is all that a resume needs.
/// </summary>
internal sealed class TuningState
{
    private const string FileName = "unfinished.safetensors";

    private readonly string _path;

    private TuningState(string path) => _path = path;

    /// <summary>Steps done.</summary>
    public int Step { get; set; }

    /// <summary>Tokens trained on.</summary>
    public long Tokens { get; set; }

    /// <summary>Wall time of the steps, measurements in between not counted.</summary>
    public double Seconds { get; set; }

    /// <summary>The start, or where an earlier process left off; parameters and optimizer are set accordingly.</summary>
    public static TuningState LoadOrStart(string folder, IReadOnlyList<Parameter> learning, OptimizerHelper optimizer)
    {
        var state = new TuningState(Path.Combine(folder, FileName));
        if (!File.Exists(state._path))
            return state;
        using var file = SafetensorsFile.Open(state._path);
        var moments = Moments(optimizer);
        for (var i = 0; i < learning.Count; i++)
        {
            CheckpointTensors.Fill(learning[i], file.ReadFloats($"parameter.{i}"));
            CheckpointTensors.Fill(moments[i].exp_avg, file.ReadFloats($"mean.{i}"));
            CheckpointTensors.Fill(moments[i].exp_avg_sq, file.ReadFloats($"square.{i}"));
            moments[i].step = state.Step = int.Parse(file.Metadata["step"], CultureInfo.InvariantCulture);
        }

        state.Tokens = long.Parse(file.Metadata["tokens"], CultureInfo.InvariantCulture);
        state.Seconds = double.Parse(file.Metadata["seconds"], CultureInfo.InvariantCulture);
        return state;
    }

    /// <exception cref="LabException">The file cannot be written; the last one stays as it was.</exception>
    public void Save(IReadOnlyList<Parameter> learning, OptimizerHelper optimizer)
    {
        var moments = Moments(optimizer);
        var tensors = learning.SelectMany((parameter, i) =>
            ((string, Tensor)[])[($"parameter.{i}", parameter), ($"mean.{i}", moments[i].exp_avg), ($"square.{i}", moments[i].exp_avg_sq)]);
        SafetensorsWriter.Write(_path, tensors, metadata: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["tokens"] = Tokens.ToString(CultureInfo.InvariantCulture),
            ["seconds"] = Seconds.ToString("R", CultureInfo.InvariantCulture),
        });
    }

    /// <summary>The checkpoint is complete: nothing is left to resume.</summary>
    public void Delete() => File.Delete(_path);

    private static List<AdamW.State> Moments(OptimizerHelper optimizer) => optimizer.state_dict().State.Cast<AdamW.State>().ToList();
}

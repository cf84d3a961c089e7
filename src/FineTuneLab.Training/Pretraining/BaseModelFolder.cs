using System.Text.Json;
using System.Text.Json.Nodes;
using FineTuneLab.Core;
using FineTuneLab.Core.Events;
using FineTuneLab.Core.Runs;
using FineTuneLab.SyntheticData.Probes;
using FineTuneLab.Training.Checkpoints;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Pretraining;

/// <summary>The finished model's folder: float16 weights, configuration, tokenizer, and a model card with figures measured on what was written.</summary>
public sealed class BaseModelFolder(PretrainSpec spec, IRunEvents events, int probes)
{
    private const ulong FinalSeed = 1_000_003;

    /// <exception cref="LabException">The folder cannot be made.</exception>
    public static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"the folder cannot be made: {e.Message}", folder, "Choose another with --output.", e);
        }
    }

    public void Write(BaseModel trained, Curriculum curriculum, IReadOnlyList<StageRecord> stages)
    {
        var full = Measure(new SkillMeasurement(trained.Model, trained.Encoder));
        ModelFolder.Save(trained.Model, spec.Output, tokenizerFrom: null, ScalarType.Float16);
        trained.Tokenizer.Save(Path.Combine(spec.Output, "tokenizer.json"));
        WriteJson("tokenizer_config.json", TokenizerConfig());
        WriteJson("generation_config.json", GenerationConfig(trained.Encoder));

        using var written = ModelFolder.Load(spec.Output);
        var rounded = Measure(new SkillMeasurement(written, trained.Encoder));
        foreach (var result in rounded)
            events.Append(new Metric(MetricNames.ProbePrefix + result.Skill.Name, stages.Sum(stage => stage.Steps), result.Share));
        var card = new ModelCard(spec, trained, curriculum, stages, rounded, full);
        WriteText("README.md", card.Text);
        foreach (var file in Directory.GetFiles(spec.Output).Order(StringComparer.Ordinal))
            events.Append(new ArtifactWritten(Path.GetFileName(file), file, new FileInfo(file).Length, ContentHash.OfFile(file)));
    }

    private List<SkillResult> Measure(SkillMeasurement measurement) =>
        [.. Skills.All.Select(skill => measurement.Measure(skill, FinalSeed, probes))];

    private static JsonObject TokenizerConfig() => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["bos_token"] = BaseTokenizer.Bos,
        ["eos_token"] = BaseTokenizer.Eos,
        ["pad_token"] = BaseTokenizer.Padding,
        ["add_bos_token"] = true,
        ["clean_up_tokenization_spaces"] = false,
        ["model_max_length"] = BaseModel.ContextLength,
    };

    private static JsonObject GenerationConfig(DocumentEncoder encoder) => new()
    {
        ["bos_token_id"] = encoder.Bos,
        ["eos_token_id"] = encoder.Eos,
        ["pad_token_id"] = encoder.Padding,
        ["do_sample"] = false,
    };

    private void WriteJson(string name, JsonObject json) => WriteText(name, JsonSerializer.Serialize(json, LabJson.Indented) + "\n");

    private void WriteText(string name, string text)
    {
        var path = Path.Combine(spec.Output, name);
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"the file cannot be written: {e.Message}", path, "Free disk space, then start the same command again: the training is saved.", e);
        }
    }
}

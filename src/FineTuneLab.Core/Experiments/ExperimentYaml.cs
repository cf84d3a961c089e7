using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace FineTuneLab.Core.Experiments;

/// <summary>Writes an experiment as the YAML that <see cref="ExperimentFile"/> reads.</summary>
public static class ExperimentYaml
{
    private static readonly JsonSerializerOptions KebabCase = new(LabJson.Options) { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower };

    public static string Write(ExperimentSpec spec)
    {
        var yaml = new SerializerBuilder().WithQuotingNecessaryStrings().WithIndentedSequences().Build();
        return yaml.Serialize(Plain(JsonSerializer.SerializeToNode(spec, KebabCase))!);
    }

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject map => map.ToDictionary(entry => entry.Key, entry => Plain(entry.Value)),
        JsonArray list => list.Select(Plain).ToList(),
        JsonValue value => Scalar(value),
        _ => null,
    };

    private static object Scalar(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetValue<int>(out var whole) => whole,
        JsonValueKind.Number => value.GetValue<double>(),
        _ => value.GetValue<string>(),
    };
}

using System.Runtime.InteropServices;
using System.Text.Json;
using FineTuneLab.Evals;
using FineTuneLab.Training.Checkpoints;
using FineTuneLab.Training.Decoding;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Tests.Models;

/// <summary>A small real model that others trained, against what its own program (llama2.c) says.</summary>
public sealed class Stories260KTests(ITestOutputHelper output)
{
    [Fact]
    public void Forward_StoryTokens_GivesThePublishedLogits()
    {
        if (Truth.Folder("models", output) is not { } models)
            return;
        using var scope = NewDisposeScope();
        using var plain = no_grad();
        using var model = ModelFolder.Load(Path.Combine(models, "stories260K-hf"));
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(models, "stories260K", "reference_logits_story.f32"))).ToArray();
        var steps = expected.Length / model.Config.VocabularySize;
        var ids = Reference(models).Take(steps).ToArray();

        var logits = model.call(TokenRows.PadRight([ids], ids.Length)).flatten().data<float>().ToArray();

        var worst = expected.Zip(logits, (a, b) => Math.Abs(a - b)).Max();
        output.WriteLine($"{steps} positions, largest difference {worst:g3}");
        worst.ShouldBeLessThanOrEqualTo(1e-4f);
    }

    [Fact]
    public void Generate_EmptyPrompt_TellsThePublishedStory()
    {
        if (Truth.Folder("models", output) is not { } models)
            return;
        using var language = LocalLanguageModel.Load(Path.Combine(models, "stories260K-hf"));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(models, "stories260K", "reference_greedy.json")));
        var story = json.RootElement.GetProperty("published_text").GetString()!;
        var ids = json.RootElement.GetProperty("greedy_ids").GetArrayLength() - 1;

        var generation = language.Generate([new GenerationRequest("", ids, [])]).Single();

        generation.Text.ShouldStartWith(story);
        generation.PromptTokens.ShouldBe(1);
    }

    [Fact]
    public void LogLikelihood_ReferenceText_IsTheSumOfThePublishedNegativeLogLikelihoods()
    {
        if (Truth.Folder("models", output) is not { } models)
            return;
        using var language = LocalLanguageModel.Load(Path.Combine(models, "stories260K-hf"));
        using var json = JsonDocument.Parse(File.ReadLines(Path.Combine(models, "stories260K", "reference_nll.jsonl")).First());
        var text = json.RootElement.GetProperty("text").GetString()!;
        var losses = json.RootElement.GetProperty("nll").EnumerateArray().Select(value => value.GetDouble()).ToList();
        const string context = "Once upon a time";

        var likelihood = language.LogLikelihood([new LikelihoodRequest(context, text[context.Length..])]).Single();

        var expected = -losses.Skip(losses.Count - likelihood.Tokens).Sum();
        likelihood.LogProbability.ShouldBe(expected, 0.01);
    }

    private static int[] Reference(string models)
    {
        using var json = JsonDocument.Parse(File.ReadLines(Path.Combine(models, "stories260K", "reference_nll.jsonl")).First());
        return json.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
    }
}

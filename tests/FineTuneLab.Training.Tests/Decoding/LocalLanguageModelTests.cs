using FineTuneLab.Core;
using FineTuneLab.Evals;
using TorchSharp;

namespace FineTuneLab.Training.Tests.Decoding;

public sealed class LocalLanguageModelTests : IDisposable
{
    private static readonly string[] Prompts =
        ["a", "The quick brown fox", "Who?", "12 plus 7", "A longer prompt than the others, with a comma", "Who?", "x y z", "Hm.", "It is 5:30"];

    private readonly TemporaryFolder _folder = new();
    private readonly LocalLanguageModel _model;

    public LocalLanguageModelTests()
    {
        TinyModel.Save(_folder.Path);
        _model = LocalLanguageModel.Load(_folder.Path);
    }

    [Fact]
    public void Generate_Batch_EqualsOneByOne()
    {
        var requests = Prompts.Select((prompt, i) => new GenerationRequest(prompt, 3 + i, [])).ToList();
        var alone = requests.Select(request => _model.Generate([request]).Single()).ToList();

        var together = _model.Generate(requests);

        together.Select(one => (one.Text, one.CompletionTokens, one.PromptTokens, one.FinishReason))
            .ShouldBe(alone.Select(one => (one.Text, one.CompletionTokens, one.PromptTokens, one.FinishReason)));
        alone.Select(one => one.Text).Distinct().Count().ShouldBeGreaterThan(4, "the prompts matter");
    }

    [Fact]
    public void Generate_WithCache_EqualsChoosingTheLikeliestTokenOfTheWholeTextEachTime()
    {
        var generation = _model.Generate([new GenerationRequest("Who?", 6, [])]).Single();

        var likelihood = _model.LogLikelihood([new LikelihoodRequest("Who?", generation.Text)]).Single();

        likelihood.Greedy.ShouldBeTrue();
        likelihood.Tokens.ShouldBe(generation.CompletionTokens);
    }

    [Fact]
    public void Generate_StopStringInsideTheCompletion_CutsThere()
    {
        var free = _model.Generate([new GenerationRequest("Who?", 8, [])]).Single();
        var stop = free.Text[4..6];

        var stopped = _model.Generate([new GenerationRequest("Who?", 8, [stop])]).Single();

        stopped.Text.ShouldBe(free.Text[..free.Text.IndexOf(stop, StringComparison.Ordinal)]);
        stopped.FinishReason.ShouldBe("stop");
        free.FinishReason.ShouldBe("length");
    }

    [Fact]
    public void Generate_PromptLongerThanTheContext_NamesItsLengthAndCutsNothing()
    {
        var request = new GenerationRequest(new string('a', 60), 4, []);

        var error = Should.Throw<LabException>(() => _model.Generate([request]));

        error.Message.ShouldContain("61 tokens");
        error.Message.ShouldContain("64");
        _model.Generate([request with { MaxTokens = 3 }]).Single().PromptTokens.ShouldBe(61);
    }

    [Fact]
    public void LogLikelihood_Batch_EqualsOneByOne()
    {
        var requests = Prompts.Select(prompt => new LikelihoodRequest(prompt, " and so on"[..(3 + prompt.Length % 5)])).ToList();
        var alone = requests.Select(request => _model.LogLikelihood([request]).Single()).ToList();

        var together = _model.LogLikelihood(requests);

        foreach (var (one, other) in together.Zip(alone))
        {
            one.LogProbability.ShouldBe(other.LogProbability, 1e-4);
            one.Tokens.ShouldBe(other.Tokens);
        }
    }

    [Fact]
    public void LogLikelihood_AllNextCharacters_SumToOne()
    {
        var requests = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!\"',.:?\n"
            .Select(character => new LikelihoodRequest("Who", $"{character}")).ToList();

        var sum = _model.LogLikelihood(requests).Sum(likelihood => Math.Exp(likelihood.LogProbability));

        sum.ShouldBeInRange(0.5, 1.0001, "only the end token is not asked for");
    }

    [Fact]
    public void CountTokens_Prompt_CountsTheLeadingSpecialToken() => _model.CountTokens("abc").ShouldBe(4);

    [Fact]
    public void Generate_ManyTimes_LeavesNoTensorsBehind()
    {
        _model.Generate([new GenerationRequest("warm", 4, [])]);
        var before = torch.Tensor.TotalCount;

        for (var i = 0; i < 5; i++)
            _model.Generate(Prompts.Select(prompt => new GenerationRequest(prompt, 5, ["e"])).ToList());

        torch.Tensor.TotalCount.ShouldBe(before);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }
}

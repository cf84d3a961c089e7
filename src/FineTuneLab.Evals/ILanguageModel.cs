namespace FineTuneLab.Evals;

/// <summary>All that evaluation knows of a model. No tensors cross this line.</summary>
public interface ILanguageModel : IDisposable
{
    /// <summary>Longest sequence, prompt and completion together, in tokens.</summary>
    int ContextLength { get; }

    /// <summary>Tokens of the text as a prompt: special tokens that the model puts before it are counted.</summary>
    int CountTokens(string text);

    /// <summary>
    /// Greedy continuations, in the order of the requests. A result never depends on what else is in the batch.
    /// </summary>
    /// <exception cref="Core.LabException">A prompt leaves no room in the context; nothing is silently cut.</exception>
    IReadOnlyList<Generation> Generate(IReadOnlyList<GenerationRequest> requests);

    /// <summary>Sum of the natural-log probabilities of each continuation's tokens given its context.</summary>
    IReadOnlyList<Likelihood> LogLikelihood(IReadOnlyList<LikelihoodRequest> requests);
}

public sealed record GenerationRequest(string Prompt, int MaxTokens, IReadOnlyList<string> Stop);

/// <param name="Text">The completion without the stop string.</param>
/// <param name="FinishReason">"stop" (a stop string or the end-of-sequence token) or "length".</param>
/// <param name="Seconds">Wall time of this request; its share of the batch where several ran at once.</param>
public sealed record Generation(string Text, int PromptTokens, int CompletionTokens, double Seconds, string FinishReason);

public sealed record LikelihoodRequest(string Context, string Continuation);

/// <param name="LogProbability">Natural logarithm, summed over the continuation's tokens.</param>
/// <param name="Greedy">Every token of the continuation is the most probable one.</param>
public sealed record Likelihood(double LogProbability, int Tokens, bool Greedy);

namespace FineTuneLab.App.Data;

/// <summary>
/// The outcome of one question to one set of weights. Keyed by everything that determines it, so it is computed once and
/// shared by every run that asks the same.
/// </summary>
public sealed class Score
{
    public required string Key { get; init; }

    /// <summary>Run whose worker computed it.</summary>
    public required string RunId { get; init; }

    public string? Output { get; init; }

    /// <summary>Scorer → value.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>The primary scorer says so; null when it is NaN or the item could not be scored.</summary>
    public bool? Right { get; init; }

    /// <summary>Why the item could not be scored. It counts as missing.</summary>
    public string? Failure { get; init; }

    public int PromptTokens { get; init; }

    public int CompletionTokens { get; init; }

    public double Seconds { get; init; }

    public int BatchSize { get; init; }

    public string? FinishReason { get; init; }
}

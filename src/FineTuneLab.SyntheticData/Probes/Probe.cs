using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.SyntheticData.Probes;

/// <summary>A prompt and the one answer that counts. The answer is written after a blank and closed with a line end.</summary>
public sealed record Probe(string Prompt, string Answer);

/// <summary>A skill of the base model that is measured by exact match on names and values that training never saw.</summary>
/// <param name="Name">Lower case, hyphens; as listed in the model card.</param>
/// <param name="Meaning">What is measured, for the model card.</param>
public sealed record Skill(string Name, string Meaning, Func<Rng, Probe> Draw)
{
    /// <summary>The same <paramref name="count"/> probes for the same seed, whatever else is drawn.</summary>
    public IReadOnlyList<Probe> Probes(ulong seed, int count)
    {
        var rng = new Rng(seed ^ StableHash.Of(Name));
        return [.. Enumerable.Range(0, count).Select(_ => Draw(rng))];
    }
}

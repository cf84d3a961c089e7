using FineTuneLab.SyntheticData.Probes;
using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.Training.Pretraining;

/// <summary>One kind of document in a stage, with its share of the documents drawn.</summary>
public sealed record DocumentSource(string Name, double Share, Func<Rng, EncodedDocument> Draw);

/// <summary>A skill must reach this share of exact answers before the next stage begins.</summary>
public sealed record SkillGate(Skill Skill, double Threshold);

/// <summary>A stretch of training on one mixture.</summary>
/// <param name="RowLength">Tokens a row. <paramref name="Rows"/> of them make a step.</param>
/// <param name="MostTokens">The stage ends here at the latest, gates passed or not.</param>
/// <param name="Gates">All of them passed end the stage earlier; none: it runs to its bound.</param>
/// <param name="CoolsDown">The learning rate falls to 0 along half a cosine over the stage; otherwise it stays.</param>
public sealed record TrainingStage(
    string Name, int RowLength, int Rows, long MostTokens, IReadOnlyList<DocumentSource> Sources, IReadOnlyList<SkillGate> Gates,
    bool CoolsDown = false)
{
    private readonly double[] _shares = [.. Sources.Select(source => source.Share)];

    public EncodedDocument Draw(Rng rng) => Sources[rng.Weighted(_shares)].Draw(rng);
}

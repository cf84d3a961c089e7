namespace FineTuneLab.Training.Pretraining;

/// <summary>How much is spent beside training itself.</summary>
/// <param name="GateProbes">Probes of a skill when a gate is measured; <paramref name="FinalProbes"/> at the end.</param>
public sealed record PretrainingEffort(int GateProbes, int FinalProbes, TimeSpan SaveInterval)
{
    public static readonly PretrainingEffort Full = new(GateProbes: 64, FinalProbes: 300, SaveInterval: TimeSpan.FromMinutes(2));
}

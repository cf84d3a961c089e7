namespace FineTuneLab.Training.Pretraining;

/// <summary>What became of a stage: for the log, the model card and a resumed run.</summary>
/// <param name="Seconds">Of training, measuring included.</param>
/// <param name="Gates">Each gate's last measurement.</param>
public sealed record StageRecord(string Name, int Steps, long Tokens, double Seconds, IReadOnlyList<GateRecord> Gates)
{
    public bool Passed => Gates.All(gate => gate.Share >= gate.Threshold);
}

/// <summary>A gate as it was last measured.</summary>
public sealed record GateRecord(string Skill, double Share, double Threshold);

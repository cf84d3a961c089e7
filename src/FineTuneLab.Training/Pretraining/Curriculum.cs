using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Families;
using FineTuneLab.SyntheticData.Probes;
using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.Training.Pretraining;

/// <summary>What the base model reads, in which order, and the skills that let it go on.</summary>
public sealed class Curriculum
{
    /// <summary>The language and tasks of the finished model; the tokenizer is learned from it.</summary>
    public static readonly Mixture Balanced = new(
        (new SameAttribute(), 0.18), (new Reading(), 0.18), (new OneFact(), 0.10), (new Style(), 0.15), (new LabelMap(), 0.13),
        (new Sums(), 0.08), (new AnswerForm(), 0.05), (new World(), 0.04), (new TopicNaming(), 0.03), (new KeyValue(), 0.015),
        (new Copying(), 0.025), (new Story(), 0.01), (new Dialogue(), 0.01));

    private readonly DocumentEncoder _encoder;
    private readonly TokenDrills _drills;

    public Curriculum(DocumentEncoder encoder)
    {
        _encoder = encoder;
        _drills = new TokenDrills(encoder);
        Stages = [Reading(), Binding(), Everything(), CoolDown()];
    }

    public IReadOnlyList<TrainingStage> Stages { get; }

    public long MostTokens => Stages.Sum(stage => stage.MostTokens);

    // Short rows: attention has little to choose from, and steps are cheap.
    private TrainingStage Reading() => new(
        "reading", RowLength: 128, Rows: 20, MostTokens: 1_500_000,
        [
            Drill("repeats", 0.06, _drills.Repeat), Drill("lookups", 0.20, _drills.Lookup),
            Family(new KeyValue(), 0.16), Family(new Copying(), 0.10), Family(new OneFact(), 0.20), Family(new SameAttribute(), 0.28),
        ],
        [new SkillGate(Skills.OneFact, 0.8)]);

    private TrainingStage Binding() => new(
        "binding", RowLength: 160, Rows: 16, MostTokens: 3_000_000,
        [
            Drill("repeats", 0.02, _drills.Repeat), Drill("lookups", 0.12, _drills.Lookup), Family(new KeyValue(), 0.20),
            Family(new Copying(), 0.05), Family(new OneFact(), 0.08), Family(new SameAttribute(), 0.53),
        ],
        [new SkillGate(Skills.ThreeFacts, 0.8), new SkillGate(Skills.ThreePassages, 0.8)]);

    private TrainingStage Everything() => new(
        "everything", RowLength: 320, Rows: 8, MostTokens: 4_500_000, Families(Balanced),
        [
            new SkillGate(Skills.ThreePassages, 0.9), new SkillGate(Skills.InstructedPassages, 0.9), new SkillGate(Skills.ArticlePassages, 0.85), new SkillGate(Skills.StyledPassages, 0.7),
            new SkillGate(Skills.FewShotLabels, 0.6), new SkillGate(Skills.ToldLabels, 0.8), new SkillGate(Skills.SeenSums, 0.7),
            new SkillGate(Skills.WorldFacts, 0.9),
        ]);

    private TrainingStage CoolDown() => new(
        "cool-down", RowLength: 320, Rows: 8, MostTokens: 1_500_000, Families(Balanced), [], CoolsDown: true);

    private DocumentSource[] Families(Mixture mixture) => [.. mixture.Parts.Select(part => Family(part.Family, part.Share))];

    private DocumentSource Family(IDocumentFamily family, double share) =>
        new(family.Name, share, rng => _encoder.Encode(family.Write(rng, SyntheticData.Words.Split.Train)));

    private static DocumentSource Drill(string name, double share, Func<Rng, EncodedDocument> draw) => new(name, share, draw);
}

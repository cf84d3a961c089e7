using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.Tokenizers.Training;

namespace FineTuneLab.Training.Pretraining;

/// <summary>The base model's tokenizer: byte-level BPE, learned from the corpus that the model is to read.</summary>
public static class BaseTokenizer
{
    public const int VocabularySize = 1280;
    public const string Bos = "<s>";
    public const string Eos = "</s>";
    public const string Padding = "<pad>";

    private const int SampleDocuments = 12_000;

    public static TrainedByteLevelBpe Train(Mixture corpus, ulong seed, CancellationToken cancellation)
    {
        var rng = new Rng(seed);
        var sample = Enumerable.Range(0, SampleDocuments).Select(_ => corpus.Write(rng).Text);
        var trainer = new ByteLevelBpeTrainer
        {
            VocabularySize = VocabularySize,
            SpecialTokens = [Bos, Eos, Padding],
            BeginningOfText = Bos,
            IndividualDigits = true,
        };
        return trainer.Train(sample, cancellation);
    }
}

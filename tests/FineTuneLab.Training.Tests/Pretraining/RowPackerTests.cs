using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.Training.Pretraining;

namespace FineTuneLab.Training.Tests.Pretraining;

public sealed class RowPackerTests
{
    private const int Bos = 0;
    private const int Padding = 2;

    [Fact]
    public void ShortDocuments_FillTheRows_AndEveryTargetFollowsItsInput()
    {
        var packed = new RowPacker(rows: 4, length: 64, Padding).Pack(new Rng(1), Document);

        packed.Fill.ShouldBeGreaterThan(0.9);
        for (var row = 0; row < 4; row++)
        {
            for (var at = 0; at < 63; at++)
                packed.Targets[row * 64 + at].ShouldBe(packed.Inputs[row * 64 + at + 1]);
        }
    }

    [Fact]
    public void BosAndPadding_AreNeverLearned()
    {
        var packed = new RowPacker(rows: 3, length: 50, Padding).Pack(new Rng(2), Document);

        packed.Targets.Zip(packed.Weights).Where(pair => pair.First is Bos or Padding).ShouldAllBe(pair => pair.Second == LossWeights.None);
        packed.Weights.ShouldContain(LossWeights.Answer);
    }

    [Fact]
    public void SameSeed_SameRows()
    {
        var packer = new RowPacker(rows: 2, length: 40, Padding);

        packer.Pack(new Rng(3), Document).Inputs.ShouldBe(packer.Pack(new Rng(3), Document).Inputs);
        packer.Pack(new Rng(3), Document).Inputs.ShouldNotBe(packer.Pack(new Rng(4), Document).Inputs);
    }

    private static EncodedDocument Document(Rng rng)
    {
        int[] ids = [Bos, .. Enumerable.Range(0, rng.Between(2, 12)).Select(_ => rng.Between(3, 90))];
        return new EncodedDocument(ids, [LossWeights.None, .. ids.Skip(1).Select(_ => LossWeights.Answer)]);
    }
}

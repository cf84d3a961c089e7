using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.SyntheticData.Tests;

public sealed class RngTests
{
    [Fact]
    public void ReferenceState_FirstNumber_IsTheReferenceImplementations()
    {
        // xoshiro256**: rotl(s1 * 5, 7) * 9, by hand for the state 1, 2, 3, 4.
        var rng = Rng.Resume(new RngState(1, 2, 3, 4));

        rng.NextUInt64().ShouldBe(11520UL);
        rng.NextUInt64().ShouldBe(0UL);
        rng.NextUInt64().ShouldBe(1509978240UL);
    }

    [Fact]
    public void SavedState_Resumed_GoesOnWithTheSameNumbers()
    {
        var rng = new Rng(7);
        rng.Below(10);
        var copy = Rng.Resume(rng.State);

        Enumerable.Range(0, 50).Select(_ => copy.Below(1000)).ShouldBe(Enumerable.Range(0, 50).Select(_ => rng.Below(1000)).ToArray());
    }

    [Fact]
    public void WeightsOneToThree_ManyDraws_ComeInThatProportion()
    {
        var rng = new Rng(1);

        var second = Enumerable.Range(0, 20_000).Count(_ => rng.Weighted([1, 3]) == 1);

        second.ShouldBeInRange(14_700, 15_300);
    }

    [Fact]
    public void MoreThanThereIs_Sample_IsRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Rng(1).Sample([1, 2], 3));
}

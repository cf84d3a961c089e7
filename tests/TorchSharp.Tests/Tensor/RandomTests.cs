using static TorchSharp.torch;

namespace TorchSharpTests.Tensors;

public sealed class RandomTests : ScopedTest
{
    [Fact]
    public void EqualSeeds_GiveEqualNumbers()
    {
        manual_seed(7);
        var first = randn(100);
        manual_seed(7);
        randn(100).Equals(first).ShouldBeTrue();
        randn(100).Equals(first).ShouldBeFalse();
    }

    [Fact]
    public void Generators_AreStreamsOfTheirOwn()
    {
        using var a = new Generator(5);
        using var b = new Generator(5);
        var first = rand(10, generator: a);
        manual_seed(99);
        rand(10, generator: b).Equals(first).ShouldBeTrue();
        randperm(10, generator: a).Equals(randperm(10, generator: b)).ShouldBeTrue();
        randint(100, [10], generator: a).Equals(randint(100, [10], generator: b)).ShouldBeTrue();
        ones(10).multinomial(3, generator: a).Equals(ones(10).multinomial(3, generator: b)).ShouldBeTrue();
        a.initial_seed().ShouldBe(5);
    }

    [Fact]
    public void SavedState_GoesOnFromThere()
    {
        manual_seed(1);
        randn(10);
        var state = random.get_rng_state();
        var next = randn(10);
        random.set_rng_state(state);
        randn(10).Equals(next).ShouldBeTrue();
    }

    [Fact]
    public void Generator_Disposed_SaysSo()
    {
        var generator = new Generator(1);
        generator.Dispose();
        Should.Throw<ObjectDisposedException>(() => rand(1, generator: generator));
    }

    [Fact]
    public void Draws_StayInTheirRanges()
    {
        manual_seed(2);
        var whole = randint(3, 6, [1000]);
        whole.min().item<long>().ShouldBe(3);
        whole.max().item<long>().ShouldBe(5);
        Whole(randperm(50)).Order().ShouldBe(Enumerable.Range(0, 50).Select(i => (long)i));
        randn(10000).mean().item<float>().ShouldBe(0, 0.05f);
        randn(10000).std().item<float>().ShouldBe(1, 0.05f);
        Row(0, 0, 1).multinomial(5, replacement: true).Equals(full([5], 2)).ShouldBeTrue();
        empty(1000).uniform_(2, 3).min().item<float>().ShouldBeGreaterThanOrEqualTo(2);
    }
}

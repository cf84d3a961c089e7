using TorchSharp;
using static TorchSharp.torch;

namespace TorchSharpTests.Tensors;

public sealed class ReductionTests : ScopedTest
{
    private readonly Tensor _t = torch.tensor(new float[,] { { 3, 1, 2 }, { 0, 5, 4 } });

    [Fact]
    public void SumsAndMeans_OverAllOrSomeDimensions()
    {
        _t.sum().item<float>().ShouldBe(15);
        Values(_t.sum(0)).ShouldBe([3, 6, 6]);
        Values(_t.sum([0, 1], keepdim: true)).ShouldBe([15]);
        _t.mean().item<float>().ShouldBe(2.5f);
        Values(_t.mean([1])).ShouldBe([2, 3]);
        _t.mean([-1], keepdim: true).shape.ShouldBe([2, 1]);
        _t.gt(2).sum().item<long>().ShouldBe(3);
        Values(_t.cumsum(1)).ShouldBe([3, 4, 6, 0, 5, 9]);
        Row(1, 2, 3).var(0, unbiased: true).item<float>().ShouldBe(1);
        Row(1, 2, 3).std().item<float>().ShouldBe(1);
        Row(2, 3).prod().item<float>().ShouldBe(6);
    }

    [Fact]
    public void Extremes_GiveValuesAndPlaces()
    {
        _t.max().item<float>().ShouldBe(5);
        var (values, indexes) = _t.max(1);
        Values(values).ShouldBe([3, 5]);
        Whole(indexes).ShouldBe([0, 1]);
        Whole(_t.argmax(-1)).ShouldBe([0, 1]);
        _t.argmax().item<long>().ShouldBe(4);
        Values(_t.amax([0])).ShouldBe([3, 5, 4]);
        Values(_t.min(0).values).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void TopKAndSort_OrderDescending()
    {
        var (values, indexes) = _t.topk(2);
        Values(values).ShouldBe([3, 2, 5, 4]);
        Whole(indexes).ShouldBe([0, 2, 1, 2]);
        var (sorted, order) = _t.sort(1, descending: true);
        Values(sorted).ShouldBe([3, 2, 1, 5, 4, 0]);
        Whole(order).ShouldBe([0, 2, 1, 1, 2, 0]);
        Whole(Row(2, 1, 3).argsort()).ShouldBe([1, 0, 2]);
    }

    [Fact]
    public void Softmax_OfKnownLogits_IsRight()
    {
        double[] weights = [Math.Exp(3), Math.Exp(1), Math.Exp(2)];
        double total = weights.Sum();
        Values(_t[0].softmax(0)).Select(p => (double)p).ShouldBe(weights.Select(w => w / total), 1e-6);
        Values(_t[0].log_softmax(0)).Select(p => (double)p).ShouldBe(weights.Select(w => Math.Log(w / total)), 1e-6);
        _t[0].logsumexp(0).item<float>().ShouldBe((float)Math.Log(total), 1e-6f);
    }

    [Fact]
    public void NormsAndTruths()
    {
        Row(3, 4).norm().item<float>().ShouldBe(5);
        Row(3, -4).norm(1f).item<float>().ShouldBe(7);
        Values(_t.norm(dim: 0)).ShouldBe([3, (float)Math.Sqrt(26), (float)Math.Sqrt(20)], 1e-6);
        _t.gt(-1).all().item<bool>().ShouldBeTrue();
        _t.gt(4).any().item<bool>().ShouldBeTrue();
        _t.gt(9).any().item<bool>().ShouldBeFalse();
        _t.gt(2).any(1).data<bool>().ToArray().ShouldBe([true, true]);
        Whole(torch.tensor(new long[] { 1, 1, 3 }).bincount(null, minlength: 5)).ShouldBe([0, 2, 0, 1, 0]);
    }
}

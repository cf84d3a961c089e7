using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharpTests.Modules;

public sealed class FunctionalTests : ScopedTest
{
    [Fact]
    public void Linear_IsInputTimesWeightTransposedPlusBias()
    {
        var weight = torch.tensor(new float[,] { { 1, 2 }, { 3, 4 } });
        Values(functional.linear(Row(1, 1).unsqueeze(0), weight, Row(10, 20))).ShouldBe([13, 27]);
        Values(functional.linear(Row(1, 1).unsqueeze(0), weight)).ShouldBe([3, 7]);
    }

    [Fact]
    public void Embedding_PicksRows_AndPaddingGetsNoGradient()
    {
        using var table = Embedding(2, 2, padding_idx: 0);
        table.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = torch.tensor(new float[,] { { 1, 2 }, { 3, 4 } }) });
        var picked = table.call(torch.tensor(new long[] { 1, 0, 1 }));
        Values(picked).ShouldBe([3, 4, 1, 2, 3, 4]);
        picked.sum().backward();
        Values(table.weight!.grad!).ShouldBe([0, 0, 2, 2]);
    }

    [Fact]
    public void CrossEntropy_IsTheNegativeLogProbability()
    {
        var logits = torch.tensor(new float[,] { { 1, 2, 3 }, { 0, 0, 0 } });
        var target = torch.tensor(new long[] { 2, -100 });
        functional.cross_entropy(logits, target).item<float>().ShouldBe(0.40760595f, 1e-6f);
        Values(functional.cross_entropy(logits, torch.tensor(new long[] { 2, 0 }), reduction: Reduction.None)).ShouldBe([0.40760595f, MathF.Log(3)], 1e-6);
        functional.cross_entropy(logits, torch.tensor(new long[] { 2, 0 }), weight: Row(0, 1, 1)).item<float>().ShouldBe(0.40760595f, 1e-6f);
        functional.cross_entropy(logits, torch.tensor(new long[] { 2, 0 }), reduction: Reduction.Sum, label_smoothing: 1.0).item<float>()
            .ShouldBe(1.40760595f + MathF.Log(3), 1e-5f);
        functional.nll_loss(logits.log_softmax(1), target).item<float>().ShouldBe(0.40760595f, 1e-6f);
    }

    [Fact]
    public void OtherLosses_OfKnownValues_AreRight()
    {
        functional.mse_loss(Row(1, 2), Row(0, 4)).item<float>().ShouldBe(2.5f);
        functional.binary_cross_entropy_with_logits(Row(0), Row(1)).item<float>().ShouldBe(MathF.Log(2), 1e-6f);
        functional.kl_div(Row(0.5f, 0.5f).log(), Row(0.25f, 0.75f), reduction: Reduction.Sum).item<float>()
            .ShouldBe(0.25f * MathF.Log(0.5f) + 0.75f * MathF.Log(1.5f), 1e-6f);
        functional.logsigmoid(Row(0)).item<float>().ShouldBe(-MathF.Log(2), 1e-6f);
    }

    [Fact]
    public void LayerNorm_GivesMeanZeroAndVarianceOne()
    {
        var y = functional.layer_norm(randn(4, 64), [64]);
        y.mean([1]).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        y.var(1, unbiased: false).sub(1).abs().max().item<float>().ShouldBeLessThan(1e-3f);
    }

    [Fact]
    public void Dropout_KeepsTheExpectationAndIsOffOutsideOfTraining()
    {
        manual_seed(4);
        var y = functional.dropout(ones(10000), 0.25);
        y.mean().item<float>().ShouldBe(1, 0.03f);
        y.max().item<float>().ShouldBe(4f / 3, 1e-6f);
        functional.dropout(ones(10), 0.25, training: false).Equals(ones(10)).ShouldBeTrue();
    }

    [Fact]
    public void Attention_Causal_FirstPositionSeesOnlyItself()
    {
        manual_seed(5);
        var (q, k, v) = (randn(2, 3, 4, 8), randn(2, 3, 4, 8), randn(2, 3, 4, 8));
        var y = functional.scaled_dot_product_attention(q, k, v, is_casual: true);
        y.select(2, 0).allclose(v.select(2, 0), atol: 1e-6).ShouldBeTrue();
        var mask = ones([4, 4], @bool).tril();
        functional.scaled_dot_product_attention(q, k, v, attn_mask: mask).allclose(y, atol: 1e-6).ShouldBeTrue();
        var added = zeros(4, 4).masked_fill(mask.logical_not(), double.NegativeInfinity);
        functional.scaled_dot_product_attention(q, k, v, attn_mask: added).allclose(y, atol: 1e-6).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => functional.scaled_dot_product_attention(q, k, v, mask, is_casual: true));
    }

    [Fact]
    public void OneHotPadAndNormalize()
    {
        Whole(functional.one_hot(torch.tensor(new long[] { 1, 0 }), 3)).ShouldBe([0, 1, 0, 1, 0, 0]);
        Values(functional.pad(Row(1, 2), [1, 2], value: 9)).ShouldBe([9, 1, 2, 9, 9]);
        Values(functional.normalize(Row(3, 4).unsqueeze(0))).ShouldBe([0.6f, 0.8f], 1e-6);
        functional.cosine_similarity(Row(1, 0).unsqueeze(0), Row(1, 1).unsqueeze(0)).item<float>().ShouldBe(MathF.Sqrt(0.5f), 1e-6f);
    }

    [Fact]
    public void ClipGradNorm_ScalesTogetherAndReportsTheNormBefore()
    {
        using var a = Parameter(zeros(1));
        using var b = Parameter(zeros(1));
        (a.grad, b.grad) = (Row(3), Row(4));
        nn.utils.clip_grad_norm_([a, b], 1).ShouldBe(5, 1e-6);
        a.grad!.item<float>().ShouldBe(0.6f, 1e-5f);
        b.grad!.item<float>().ShouldBe(0.8f, 1e-5f);
        nn.utils.clip_grad_norm_([a, b], 10).ShouldBe(1, 1e-5);
        a.grad!.item<float>().ShouldBe(0.6f, 1e-5f);
        nn.utils.clip_grad_norm_([], 1).ShouldBe(0);
    }

    [Fact]
    public void ClipGradNorm_GradientIsNotANumber_SaysSoAndLeavesTheOthers()
    {
        using var a = Parameter(zeros(1));
        using var b = Parameter(zeros(1));
        (a.grad, b.grad) = (Row(float.NaN), Row(4));
        double.IsNaN(nn.utils.clip_grad_norm_([a, b], 1)).ShouldBeTrue();
        b.grad!.item<float>().ShouldBe(4);
    }

    [Fact]
    public void Initializers_FillWithinTheirBounds()
    {
        manual_seed(6);
        init.kaiming_uniform_(empty(10, 100), a: Math.Sqrt(5)).abs().max().item<float>().ShouldBeLessThanOrEqualTo(0.1f);
        init.xavier_uniform_(empty(50, 50)).abs().max().item<float>().ShouldBeLessThanOrEqualTo((float)Math.Sqrt(6.0 / 100));
        init.normal_(empty(10000), std: 0.02).std().item<float>().ShouldBe(0.02f, 0.002f);
        init.zeros_(ones(3)).sum().item<float>().ShouldBe(0);
        Should.Throw<ArgumentException>(() => init.kaiming_uniform_(empty(3)));
    }
}

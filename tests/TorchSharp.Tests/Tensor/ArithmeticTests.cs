using TorchSharp;
using static TorchSharp.torch;

namespace TorchSharpTests.Tensors;

public sealed class ArithmeticTests : ScopedTest
{
    [Fact]
    public void Operators_BetweenTensorsAndNumbers_ComputeElementwise()
    {
        var a = Row(1, 2, 4);
        var b = Row(2, 2, 8);
        Values(a + b).ShouldBe([3, 4, 12]);
        Values(a - b).ShouldBe([-1, 0, -4]);
        Values(a * b).ShouldBe([2, 4, 32]);
        Values(a / b).ShouldBe([0.5f, 1, 0.5f]);
        Values(-a).ShouldBe([-1, -2, -4]);
        Values(a + 1).ShouldBe([2, 3, 5]);
        Values(1 - a).ShouldBe([0, -1, -3]);
        Values(a * 0.5).ShouldBe([0.5f, 1, 2]);
        Values(2 / a).ShouldBe([2, 1, 0.5f]);
        Values(a % 3).ShouldBe([1, 2, 1]);
    }

    [Fact]
    public void AddWithAlpha_ScalesTheSecond() => Values(Row(1, 2).add(Row(10, 20), alpha: 0.5)).ShouldBe([6, 12]);

    [Fact]
    public void InPlaceOperations_AnswerTheSameObjectAndChangeItsMemory()
    {
        var a = Row(1, 2);
        a.add_(1).ShouldBeSameAs(a);
        a.mul_(Row(2, 3)).sub_(1).div_(2).ShouldBeSameAs(a);
        Values(a).ShouldBe([1.5f, 4]);
        a.neg_().abs_().sqrt_().pow_(2).clamp_(max: 3);
        Values(a).ShouldBe([1.5f, 3], 1e-6);
    }

    [Fact]
    public void FusedForms_EqualTheirDefinitions()
    {
        Values(Row(1, 2).addcmul(Row(3, 4), Row(5, 6), 0.5)).ShouldBe([8.5f, 14]);
        Values(Row(1, 2).addcdiv(Row(3, 4), Row(6, 2), 2)).ShouldBe([2, 6]);
        Values(Row(0, 10).lerp(Row(10, 20), 0.25)).ShouldBe([2.5f, 12.5f]);
    }

    [Fact]
    public void Broadcasting_RowAndColumn_MakesATable() =>
        Values(Row(1, 2, 3) + Row(10, 20).unsqueeze(1)).ShouldBe([11, 12, 13, 21, 22, 23]);

    [Theory]
    [InlineData(0.5)]
    [InlineData(-1.25)]
    [InlineData(2.0)]
    public void PointwiseFunctions_AgreeWithTheRuntimesMathematics(double x)
    {
        var t = torch.tensor(x);
        double At(Tensor result) => result.item<double>();
        At(t.exp()).ShouldBe(Math.Exp(x), 1e-12);
        At(t.sigmoid()).ShouldBe(1 / (1 + Math.Exp(-x)), 1e-12);
        At(t.silu()).ShouldBe(x / (1 + Math.Exp(-x)), 1e-12);
        At(t.tanh()).ShouldBe(Math.Tanh(x), 1e-12);
        At(t.relu()).ShouldBe(Math.Max(x, 0), 1e-12);
        At(t.sin() * t.sin() + t.cos() * t.cos()).ShouldBe(1, 1e-12);
        At(t.square().rsqrt()).ShouldBe(1 / Math.Abs(x), 1e-12);
        At(t.square().log()).ShouldBe(2 * Math.Log(Math.Abs(x)), 1e-12);
        At(t.gelu()).ShouldBe(x * 0.5 * (1 + At((t / Math.Sqrt(2)).erf())), 1e-12);
        At(t.pow(3)).ShouldBe(x * x * x, 1e-12);
    }

    [Fact]
    public void FiniteTests_TellNumbersFromTheRest()
    {
        var t = Row(1, float.NaN, float.PositiveInfinity);
        t.isfinite().data<bool>().ToArray().ShouldBe([true, false, false]);
        t.isnan().data<bool>().ToArray().ShouldBe([false, true, false]);
        t.isinf().data<bool>().ToArray().ShouldBe([false, false, true]);
        Values(t.nan_to_num(nan: 0, posinf: 9)).ShouldBe([1, 0, 9]);
    }

    [Fact]
    public void Comparisons_AnswerTruthValues()
    {
        var (a, b) = (Row(1, 2, 3), Row(3, 2, 1));
        (a < b).data<bool>().ToArray().ShouldBe([true, false, false]);
        (a == b).data<bool>().ToArray().ShouldBe([false, true, false]);
        (a != 2).data<bool>().ToArray().ShouldBe([true, false, true]);
        a.ge(b).logical_not().data<bool>().ToArray().ShouldBe([true, false, false]);
        ((a > 1) & (b > 1)).data<bool>().ToArray().ShouldBe([false, true, false]);
        (~(a > 1)).data<bool>().ToArray().ShouldBe([true, false, false]);
        Values(a.maximum(b)).ShouldBe([3, 2, 3]);
        a.Equals(b.flip(0)).ShouldBeTrue();
        a.allclose(a + 1e-9).ShouldBeTrue();
        a.allclose(a + 1e-2).ShouldBeFalse();
    }

    [Fact]
    public void Products_OfKnownMatrices_AreRight()
    {
        var a = torch.tensor(new float[,] { { 1, 2 }, { 3, 4 } });
        var b = torch.tensor(new float[,] { { 5, 6 }, { 7, 8 } });
        Values(a.matmul(b)).ShouldBe([19, 22, 43, 50]);
        Values(a.mm(b)).ShouldBe([19, 22, 43, 50]);
        Values(stack([a, b]).bmm(stack([b, a]))).ShouldBe([19, 22, 43, 50, 23, 34, 31, 46]);
        Values(a.addmm(a, b, beta: 2, alpha: 0.5f)).ShouldBe([11.5f, 15, 27.5f, 33]);
        Values(stack([a]).baddbmm(stack([a]), stack([b]), beta: 0, alpha: 1)).ShouldBe([19, 22, 43, 50]);
        Values(Row(1, 2).outer(Row(3, 4))).ShouldBe([3, 4, 6, 8]);
        Row(1, 2).dot(Row(3, 4)).item<float>().ShouldBe(11);
        Values(a.mv(Row(1, 1))).ShouldBe([3, 7]);
        Values(a.triu(1)).ShouldBe([0, 2, 0, 0]);
        Values(a.tril()).ShouldBe([1, 0, 3, 4]);
    }
}

using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchSharpTests.Tensors;

public sealed class AutogradTests : ScopedTest
{
    public static TheoryData<string, Func<Tensor, Tensor>> Functions => new()
    {
        { "mul", x => x * x + 2 * x },
        { "div", x => 1 / (x * x + 1) },
        { "exp log", x => (x.exp() + 1).log() },
        { "rsqrt", x => (x * x + 1e-3).rsqrt() * x },
        { "silu", x => x.silu() },
        { "gelu", x => x.gelu() },
        { "tanh sigmoid", x => x.tanh() * x.sigmoid() },
        { "softmax", x => x.softmax(-1) * arange(4, float64) },
        { "log_softmax", x => x.log_softmax(-1) },
        { "logsumexp", x => x.logsumexp(-1) },
        { "matmul", x => x.matmul(x.t()) },
        { "bmm", x => stack([x, x]).bmm(stack([x.t(), x.t()])) },
        { "sum mean", x => x.sum(0) * x.mean([0]) },
        { "norm", x => x.norm() },
        { "cat narrow", x => cat([x.narrow(1, 2, 2), x.narrow(1, 0, 2)], 1) * x },
        { "permute", x => x.t().contiguous().view(-1) * arange(12, float64) },
        { "index", x => x[torch.tensor(new long[] { 1, 1, 0 })] * x },
        { "gather", x => x.gather(1, torch.tensor(new long[,] { { 3 }, { 0 }, { 1 } })) },
        { "where", x => where(x > 0, x * 3, x * x) },
        { "masked_fill", x => x.masked_fill(x > 0.5, 0) * x },
        { "max", x => x.max(1).values * 2 },
        { "triu", x => x.matmul(x.t()).triu() },
        { "linear", x => nn.functional.linear(x, ones(2, 4, float64) * 0.5) },
        { "layer_norm", x => nn.functional.layer_norm(x, [4]) * arange(4, float64) },
        { "cross_entropy", x => nn.functional.cross_entropy(x, torch.tensor(new long[] { 1, 0, 3 })) },
        { "attention", x => nn.functional.scaled_dot_product_attention(x.view(1, 1, 3, 4), x.view(1, 1, 3, 4), x.view(1, 1, 3, 4), is_casual: true) },
        { "cumsum", x => x.cumsum(1) * x },
        { "clamp", x => x.clamp(-0.3, 0.4) * x },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Backward_AgreesWithFiniteDifferences(string name, Func<Tensor, Tensor> function)
    {
        name.ShouldNotBeEmpty();
        manual_seed(11);
        var x = randn([3, 4], float64, requires_grad: true);
        function(x).sum().backward();
        double[] analytic = x.grad!.data<double>().ToArray();
        double[] numeric = [.. Enumerable.Range(0, 12).Select(i => Slope(function, x.detach(), i))];
        analytic.ShouldBe(numeric, 1e-6);
    }

    [Fact]
    public void Backward_Twice_AccumulatesAndZeroGradClears()
    {
        var x = ones(2, requires_grad: true);
        (x * 3).sum().backward();
        (x * 3).sum().backward();
        Values(x.grad!).ShouldBe([6, 6]);
        x.grad = null;
        x.grad.ShouldBeNull();
    }

    [Fact]
    public void Backward_ThroughAFreedGraph_IsRefused()
    {
        var x = ones(2, requires_grad: true);
        var y = (x * x).sum();
        y.backward(retain_graph: true);
        y.backward();
        Should.Throw<ExternalException>(() => y.backward()).Message.ShouldContain("second time");
    }

    [Fact]
    public void Backward_OfManyElements_NeedsAWeight()
    {
        var x = ones(2, requires_grad: true);
        Should.Throw<ExternalException>(() => (x * 2).backward()).Message.ShouldContain("grad can be implicitly created only for scalar outputs");
        (x * 2).backward([Row(1, 10)]);
        Values(x.grad!).ShouldBe([2, 20]);
    }

    [Fact]
    public void Detach_CutsTheGraph()
    {
        var x = ones(2, requires_grad: true);
        var cut = (x * 2).detach();
        cut.requires_grad.ShouldBeFalse();
        (cut * x).sum().backward();
        Values(x.grad!).ShouldBe([2, 2]);
        x.is_leaf.ShouldBeTrue();
        (x * 2).is_leaf.ShouldBeFalse();
    }

    [Fact]
    public void RequiresGrad_OfWholeNumbers_IsRefused() =>
        Should.Throw<ExternalException>(() => arange(3).requires_grad_()).Message.ShouldContain("loating point");

    [Fact]
    public void Grad_LeavesTheSlotAlone()
    {
        var x = ones(2, requires_grad: true);
        var unused = ones(1, requires_grad: true);
        var gradients = autograd.grad([(x * x).sum()], [x, unused], allow_unused: true);
        Values(gradients[0]!).ShouldBe([2, 2]);
        gradients[1].ShouldBeNull();
        x.grad.ShouldBeNull();
    }

    [Fact]
    public void SecondDerivative_OfTheCube_IsSixX()
    {
        var x = Row(2).requires_grad_();
        var first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0]!;
        Values(first).ShouldBe([12]);
        Values(autograd.grad([first.sum()], [x])[0]!).ShouldBe([12]);
    }

    private static double Slope(Func<Tensor, Tensor> function, Tensor x, int element)
    {
        const double H = 1e-6;
        double At(double shift)
        {
            var moved = x.clone();
            moved.view(-1)[element].add_(shift);
            return function(moved).sum().item<double>();
        }
        return (At(H) - At(-H)) / (2 * H);
    }
}

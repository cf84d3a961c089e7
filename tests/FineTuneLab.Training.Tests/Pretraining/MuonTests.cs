using FineTuneLab.Training.Pretraining;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Tests.Pretraining;

public sealed class MuonTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(16, 6)]
    [InlineData(6, 16)]
    public void AnyMatrix_Orthogonalized_HasSingularValuesNearOne(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var result = Muon.Orthogonalize(randn([2, rows, columns]));

        result.shape.ShouldBe([2L, rows, columns]);
        // The trace of X Xᵀ is the sum of the squared singular values.
        var smaller = Math.Min(rows, columns);
        var meanSquare = (result * result).sum().item<float>() / (2 * smaller);
        meanSquare.ShouldBeInRange(0.5f, 1.3f);
    }

    [Fact]
    public void QuadraticBowl_Steps_ComeDown()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var matrix = nn.Parameter(randn([6, 4]));
        var goal = randn([6, 4]);
        using var muon = new Muon([matrix]) { LearningRate = 0.05 };
        var before = Distance().item<float>();

        for (var i = 0; i < 60; i++)
        {
            muon.ZeroGradients();
            Distance().backward();
            muon.Step();
        }

        Distance().item<float>().ShouldBeLessThan(before / 4);

        Tensor Distance() => ((matrix - goal) * (matrix - goal)).sum();
    }

    [Fact]
    public void NoGradient_Step_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var muon = new Muon([nn.Parameter(ones([2, 2]))]);

        Should.Throw<InvalidOperationException>(muon.Step);
    }
}

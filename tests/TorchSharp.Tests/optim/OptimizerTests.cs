using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharpTests.Optimizers;

public sealed class OptimizerTests : ScopedTest
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void FusedStep_AgainstPlainOperators_AgreesToTheLastBits(bool decoupled, bool maximize)
    {
        using var fused = Problem.Adam(decoupled, maximize, new FusedAdamStep());
        using var plain = Problem.Adam(decoupled, maximize, new PlainAdamStep());
        for (int i = 0; i < 20; i++)
        {
            fused.Step();
            plain.Step();
        }
        foreach (var (a, b) in fused.Parameters.Zip(plain.Parameters)) a.allclose(b, rtol: 1e-6, atol: 1e-7).ShouldBeTrue();
    }

    [Fact]
    public void FusedStep_WithOneThreadOrTwo_GivesTheSameBits()
    {
        int before = get_num_threads();
        float[] With(int threads)
        {
            set_num_threads(threads);
            using var problem = Problem.Adam(decoupled: true, maximize: false, new FusedAdamStep(), size: 200_000);
            for (int i = 0; i < 3; i++) problem.Step();
            return Values(problem.Parameters[0].detach());
        }
        With(1).ShouldBe(With(2));
        set_num_threads(before);
    }

    [Fact]
    public void AdamW_AgainstItsFormula_InDoublePrecision()
    {
        const double Lr = 0.1, Beta1 = 0.9, Beta2 = 0.98, Eps = 1e-8, Decay = 0.05;
        using var parameter = nn.Parameter(torch.tensor(new[] { 2f }));
        using var optimizer = optim.AdamW([parameter], Lr, Beta1, Beta2, Eps, Decay);
        (double x, double m, double v) = (2, 0, 0);
        for (int step = 1; step <= 10; step++)
        {
            double gradient = Math.Sin(step) * x;
            parameter.grad = torch.tensor(new[] { (float)gradient });
            optimizer.step();
            m = Beta1 * m + (1 - Beta1) * gradient;
            v = Beta2 * v + (1 - Beta2) * gradient * gradient;
            x = x * (1 - Lr * Decay) - Lr * (m / (1 - Math.Pow(Beta1, step))) / (Math.Sqrt(v / (1 - Math.Pow(Beta2, step))) + Eps);
        }
        parameter.item<float>().ShouldBe((float)x, 1e-5f);
    }

    [Fact]
    public void SGD_WithMomentum_AgainstItsFormula()
    {
        using var parameter = nn.Parameter(torch.tensor(new[] { 1f }));
        using var optimizer = optim.SGD([parameter], 0.1, momentum: 0.9, weight_decay: 0.01, nesterov: true);
        (double x, double? velocity) = (1, null);
        for (int i = 0; i < 5; i++)
        {
            parameter.grad = torch.tensor(new[] { (float)(2 * x) });
            optimizer.step();
            double g = 2 * x + 0.01 * x;
            velocity = velocity is { } before ? 0.9 * before + g : g;
            x -= 0.1 * (g + 0.9 * velocity.Value);
        }
        parameter.item<float>().ShouldBe((float)x, 1e-5f);
    }

    [Fact]
    public void LinearRegression_TrainedByAdamW_ApproachesTheTruth()
    {
        manual_seed(1);
        var x = randn(64, 3);
        var y = x.matmul(Row(1, -2, 0.5f).unsqueeze(1)) + 0.25;
        using var model = nn.Linear(3, 1);
        using var optimizer = optim.AdamW(model.parameters(), lr: 0.05);
        for (int i = 0; i < 300; i++)
        {
            using var step = NewDisposeScope();
            model.zero_grad(set_to_none: true);
            nn.functional.mse_loss(model.call(x), y).backward();
            optimizer.step();
        }
        Values(model.weight.detach()).ShouldBe([1, -2, 0.5f], 0.02);
        model.bias!.item<float>().ShouldBe(0.25f, 0.02f);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StateDict_LoadedIntoANewOptimizer_GoesOnWithTheSameBits(bool adam)
    {
        Problem Make() => adam ? Problem.Adam(decoupled: true, maximize: false, new FusedAdamStep()) : Problem.Sgd();
        using var straight = Make();
        using var resumed = Make();
        for (int i = 0; i < 5; i++) straight.Step();
        resumed.CopyParametersFrom(straight);
        resumed.Optimizer.load_state_dict(straight.Optimizer.state_dict());
        resumed.StepsDone = straight.StepsDone;
        for (int i = 0; i < 5; i++)
        {
            straight.Step();
            resumed.Step();
        }
        foreach (var (a, b) in straight.Parameters.Zip(resumed.Parameters)) a.Equals(b).ShouldBeTrue();
    }

    [Fact]
    public void LoadStateDict_OfAnotherOptimizer_IsRefused()
    {
        using var adam = Problem.Adam(decoupled: true, maximize: false, new FusedAdamStep());
        using var sgd = Problem.Sgd();
        Should.Throw<ArgumentException>(() => adam.Optimizer.load_state_dict(sgd.Optimizer.state_dict())).Message.ShouldContain("another optimizer");
        using var small = nn.Parameter(ones(1));
        using var other = optim.AdamW([small]);
        Should.Throw<ArgumentException>(() => other.load_state_dict(adam.Optimizer.state_dict())).Message.ShouldContain("the optimizer has 1 and 1");
    }

    [Fact]
    public void Groups_HaveRatesOfTheirOwn()
    {
        using var a = nn.Parameter(ones(1));
        using var b = nn.Parameter(ones(1));
        using var optimizer = optim.AdamW([new AdamW.ParamGroup([a], lr: 0.1), new AdamW.ParamGroup { Parameters = [b] }], lr: 0.2);
        optimizer.ParamGroups.Select(group => group.LearningRate).ShouldBe([0.1, 0.2]);
        foreach (var group in optimizer.ParamGroups) group.LearningRate *= 0.5;
        (a.grad, b.grad) = (ones(1), ones(1));
        optimizer.step();
        a.item<float>().ShouldBe(0.95f, 1e-6f);
        b.item<float>().ShouldBe(0.9f, 1e-6f);
        optimizer.ParamGroups.Select(group => group.InitialLearningRate).ShouldBe([0.1, 0.2]);
    }

    [Fact]
    public void ParameterWithoutGradient_Stays()
    {
        using var a = nn.Parameter(ones(1));
        using var optimizer = optim.AdamW([a], lr: 0.1, weight_decay: 0.5);
        optimizer.step();
        a.item<float>().ShouldBe(1);
    }

    [Fact]
    public void ParameterInTwoGroups_IsRefused()
    {
        using var a = nn.Parameter(ones(1));
        Should.Throw<ArgumentException>(() => optim.AdamW([new AdamW.ParamGroup([a]), new AdamW.ParamGroup([a])])).Message.ShouldStartWith("a parameter appears twice");
    }

    [Theory]
    [InlineData(-1.0, 0.9)]
    [InlineData(0.1, 1.0)]
    public void AdamW_NumbersOutOfRange_AreRefused(double lr, double beta1)
    {
        using var a = nn.Parameter(ones(1));
        Should.Throw<ArgumentException>(() => optim.AdamW([a], lr, beta1));
    }

    [Fact]
    public void FusedStep_OfOtherElementTypes_FallsBackToPlainOperators()
    {
        using var a = nn.Parameter(ones([4], float64));
        using var optimizer = optim.AdamW([a], lr: 0.1);
        a.grad = ones([4], float64);
        optimizer.step();
        a.data<double>().ToArray().ShouldBe([0.9, 0.9, 0.9, 0.9], 1e-6);
    }
}

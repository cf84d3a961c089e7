using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharpTests;

public sealed class TrainingStepTests
{
    [Fact]
    public void LinearRegression_TrainedByAdamW_ApproachesTheTruth()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = randn(64, 3);
        var truth = torch.tensor(new[] { 1f, -2f, 0.5f });
        var y = x.matmul(truth.unsqueeze(1)) + 0.25;
        using var model = Linear(3, 1);
        using var optimizer = optim.AdamW(model.parameters(), lr: 0.05, weight_decay: 0);
        double loss = 0;
        for (int i = 0; i < 300; i++)
        {
            using var step = NewDisposeScope();
            model.zero_grad(set_to_none: true);
            var error = functional.mse_loss(model.call(x), y);
            error.backward();
            optimizer.step();
            loss = error.item<float>();
        }
        loss.ShouldBeLessThan(1e-4);
        model.weight.data<float>().ToArray().ShouldBe([1f, -2f, 0.5f], 0.02);
    }

    [Fact]
    public void CrossEntropy_OfAKnownRow_IsTheNegativeLogProbability()
    {
        using var scope = NewDisposeScope();
        var logits = torch.tensor(new[] { 1f, 2f, 3f }, [1, 3]);
        var loss = functional.cross_entropy(logits, torch.tensor(new long[] { 2 }));
        loss.item<float>().ShouldBe(0.40760595f, 1e-6f);
    }
}

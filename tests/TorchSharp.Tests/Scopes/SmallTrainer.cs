using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharpTests.Scopes;

/// <summary>A two-layer network on random data: every kind of object that a training step makes.</summary>
public sealed class SmallTrainer : IDisposable
{
    private readonly Sequential _model;
    private readonly AdamW _optimizer;
    private readonly Tensor _x, _y;

    public SmallTrainer()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        _model = Sequential(("in", Linear(4, 8)), ("norm", LayerNorm(8)), ("drop", Dropout(0.1)), ("out", Linear(8, 3)));
        _optimizer = optim.AdamW(_model.parameters(), lr: 1e-2);
        _x = randn(16, 4).DetachFromDisposeScope();
        _y = randint(3, [16]).DetachFromDisposeScope();
    }

    public enum Failure
    {
        None,
        InForward,
        InBackward,
        BeforeTheStep,
    }

    public double Step(Failure failure = Failure.None)
    {
        using var scope = NewDisposeScope();
        _model.zero_grad(set_to_none: true);
        var input = failure == Failure.InForward ? _x.narrow(1, 0, 3) : _x;
        var loss = functional.cross_entropy(_model.call(input), _y);
        loss.backward();
        if (failure == Failure.InBackward) loss.backward();
        nn.utils.clip_grad_norm_(_model.parameters(), 1.0);
        if (failure == Failure.BeforeTheStep) throw new InvalidOperationException("stop here");
        _optimizer.step();
        return loss.item<float>();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        _x.Dispose();
        _y.Dispose();
    }
}

using FineTuneLab.Training.Adapters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Models;

/// <summary>A linear map without bias, y = x Wᵀ, that a low-rank adapter may be attached to.</summary>
public sealed class Projection : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private LowRankAdapter? _adapter;

    /// <param name="deviation">Standard deviation of the normal distribution that the weights are drawn from.</param>
    public Projection(long inputs, long outputs, double deviation)
        : base(nameof(Projection))
    {
        _weight = InitialWeights.Normal(outputs, inputs, deviation);
        register_parameter("weight", _weight);
    }

    /// <summary>[outputs, inputs]</summary>
    public Parameter Weight => _weight;

    public LowRankAdapter? Adapter => _adapter;

    /// <summary>From now on the adapter's output is added.</summary>
    public void Attach(LowRankAdapter adapter)
    {
        _adapter = adapter;
        register_module("adapter", adapter);
    }

    /// <summary>
    /// The outputs of several projections of one input side by side, [..., sum of outputs]. One wide product is quicker than several
    /// narrow ones; laying the weights together costs a copy of the weights, which is small beside it.
    /// </summary>
    public static Tensor Joint(Tensor input, params Projection[] projections)
    {
        using var scope = NewDisposeScope();
        var adapted = projections.Any(projection => projection.Adapter is { Merged: false });
        var output = adapted
            ? cat(projections.Select(projection => projection.call(input)).ToList(), -1)
            : nn.functional.linear(input, cat(projections.Select(projection => (Tensor)projection.Weight).ToList(), 0));
        return output.MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = nn.functional.linear(input, _weight);
        if (_adapter is { Merged: false } adapter)
            output = output + adapter.call(input);
        return output.MoveToOuterDisposeScope();
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Models;

/// <summary>x / √(mean(x²) + ε) · w over the last dimension. Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019.</summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly double _epsilon;

    public RmsNorm(long size, double epsilon)
        : base(nameof(RmsNorm))
    {
        _weight = InitialWeights.Ones(size);
        _epsilon = epsilon;
        register_parameter("weight", _weight);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        // By way of the norm, whose gradient is one product, not by input · input, whose gradient is three.
        var norm = input.norm(-1, true);
        var inverse = (norm * norm / _weight.shape[0] + _epsilon).rsqrt();
        return (input * inverse * _weight).MoveToOuterDisposeScope();
    }
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Models;

/// <summary>Scales each position to unit mean square, then by a learned weight.</summary>
public sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _weight;
    private readonly double _epsilon;
    private readonly ILlamaKernels _kernels;

    public RmsNorm(long size, double epsilon, ILlamaKernels kernels)
        : base(nameof(RmsNorm))
    {
        _weight = InitialWeights.Ones(size);
        (_epsilon, _kernels) = (epsilon, kernels);
        register_parameter("weight", _weight);
    }

    public override Tensor forward(Tensor input) => _kernels.RmsNorm(input, _weight, _epsilon);
}

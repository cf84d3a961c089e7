namespace TorchSharp.Modules;

/// <summary>Mean 0 and variance 1 over the last dimensions, then scale and shift. Ba, Kiros and Hinton, 2016.</summary>
public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long[] _normalizedShape;
    private readonly double _eps;

    internal LayerNorm(long[] normalizedShape, double eps, bool affine, torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        _normalizedShape = normalizedShape;
        _eps = eps;
        if (!affine) return;
        weight = new Parameter(torch.ones(normalizedShape, dtype, device));
        bias = new Parameter(torch.zeros(normalizedShape, dtype, device));
        register_parameter(nameof(weight), weight);
        register_parameter(nameof(bias), bias);
    }

    public Parameter? weight { get; }

    public Parameter? bias { get; }

    public override torch.Tensor forward(torch.Tensor input) =>
        torch.nn.functional.layer_norm(input, _normalizedShape, weight, bias, _eps);
}

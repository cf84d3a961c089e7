namespace TorchSharp.Modules;

/// <summary>x · weightᵀ + bias; weight is [outputs, inputs].</summary>
public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(Linear))
    {
        in_features = inputSize;
        out_features = outputSize;
        weight = new Parameter(torch.empty(outputSize, inputSize, dtype, device));
        register_parameter(nameof(weight), weight);
        torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (!hasBias) return;
        bias = new Parameter(torch.empty(outputSize, dtype, device));
        register_parameter(nameof(bias), bias);
        double bound = 1 / Math.Sqrt(inputSize);
        torch.nn.init.uniform_(bias, -bound, bound);
    }

    public Parameter weight { get; }

    public Parameter? bias { get; }

    public long in_features { get; }

    public long out_features { get; }

    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.linear(input, weight, bias);
}

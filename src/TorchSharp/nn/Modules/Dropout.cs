namespace TorchSharp.Modules;

/// <summary>While training, zeroes each element with probability p and scales the others by 1/(1 − p).</summary>
public sealed class Dropout : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    internal Dropout(double p)
        : base(nameof(Dropout)) => this.p = p;

    public double p { get; }

    public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.dropout(input, p, training);
}

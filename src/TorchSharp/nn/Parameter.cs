namespace TorchSharp.Modules;

/// <summary>A leaf tensor that a module owns and an optimizer changes. Registering it takes it out of dispose scopes.</summary>
public sealed class Parameter : torch.Tensor
{
    /// <param name="data">Its memory is shared, its history is not.</param>
    /// <param name="requires_grad">False freezes it.</param>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.detach().StealHandle())
    {
        if (requires_grad) this.requires_grad = true;
    }
}

using TorchSharp.Interop;

namespace TorchSharp.Modules;

/// <summary>A table of vectors, [entries, size], looked up by index; the row of padding gets no gradient.</summary>
public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private static readonly Operator s_lookUp = new("embedding");

    private readonly long? _paddingIndex;

    internal Embedding(long entries, long size, long? paddingIndex, torch.Device? device, torch.ScalarType? dtype)
        : base(nameof(Embedding))
    {
        _paddingIndex = paddingIndex;
        weight = new Parameter(torch.empty(entries, size, dtype, device));
        register_parameter(nameof(weight), weight);
        torch.nn.init.normal_(weight);
        if (paddingIndex is not { } padding) return;
        using var mode = torch.no_grad();
        using var row = weight.select(0, padding);
        row.zero_();
    }

    public Parameter weight { get; }

    public override torch.Tensor forward(torch.Tensor input) => s_lookUp.Invoke(weight, input, _paddingIndex ?? -1L);
}

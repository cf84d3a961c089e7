using TorchSharp;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Models;

/// <summary>
/// Rotary position embedding, Su et al., "RoFormer", 2021, in the half-split layout of Hugging Face checkpoints:
/// dimension i is rotated together with dimension i + headDimension / 2.
/// </summary>
public sealed class RotaryPositions : IDisposable
{
    private readonly Tensor _cosine;   // [context, headDimension / 2]
    private readonly Tensor _sine;

    public RotaryPositions(LlamaConfig config)
    {
        using var scope = NewDisposeScope();
        var exponents = arange(0, config.HeadDimension, 2, ScalarType.Float32) / (double)config.HeadDimension;
        var frequencies = pow(tensor((float)config.RopeTheta), exponents).reciprocal();
        var angles = outer(arange(0, config.ContextLength, 1, ScalarType.Float32), frequencies);
        _cosine = angles.cos().DetachFromDisposeScope();
        _sine = angles.sin().DetachFromDisposeScope();
    }

    /// <summary>Of positions 0 … length − 1, shaped to broadcast over [batch, heads, time, headDimension / 2].</summary>
    public (Tensor Cosine, Tensor Sine) First(long length) => (_cosine.narrow(0, 0, length), _sine.narrow(0, 0, length));

    /// <summary>Of the positions [batch, time], shaped to broadcast over [batch, heads, time, headDimension / 2].</summary>
    public (Tensor Cosine, Tensor Sine) At(Tensor positions) => (Pick(_cosine, positions), Pick(_sine, positions));

    /// <param name="heads">[batch, heads, time, headDimension], any strides.</param>
    /// <returns>The rotated heads, contiguous.</returns>
    public static Tensor Rotate(Tensor heads, Tensor cosine, Tensor sine)
    {
        using var scope = NewDisposeScope();
        var half = heads.shape[^1] / 2;
        var first = heads.narrow(-1, 0, half);
        var second = heads.narrow(-1, half, half);
        var turned = cat([first * cosine - second * sine, second * cosine + first * sine], -1);
        return turned.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _cosine.Dispose();
        _sine.Dispose();
    }

    private static Tensor Pick(Tensor table, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var rows = table.index_select(0, positions.flatten());
        return rows.view(positions.shape[0], 1, positions.shape[1], table.shape[1]).MoveToOuterDisposeScope();
    }
}

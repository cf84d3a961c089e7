using TorchSharp;
using static TorchSharp.torch;

namespace TorchSharpTests;

/// <summary>Frees what a test made.</summary>
public abstract class ScopedTest : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Tensor Row(params float[] values) => torch.tensor(values);

    protected static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();

    protected static long[] Whole(Tensor tensor) => tensor.data<long>().ToArray();
}

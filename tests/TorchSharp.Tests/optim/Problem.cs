using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharpTests.Optimizers;

/// <summary>Two parameters whose gradients depend on their values and on the step, the same in every instance.</summary>
internal sealed class Problem : IDisposable
{
    private Problem(IReadOnlyList<Parameter> parameters, OptimizerHelper optimizer)
    {
        Parameters = parameters;
        Optimizer = optimizer;
    }

    internal IReadOnlyList<Parameter> Parameters { get; }

    internal OptimizerHelper Optimizer { get; }

    internal int StepsDone { get; set; }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (var parameter in Parameters) parameter.Dispose();
    }

    internal static Problem Adam(bool decoupled, bool maximize, IAdamStep kernel, long size = 37)
    {
        var parameters = Start(size);
        AdamFamily optimizer = decoupled
            ? optim.AdamW(parameters, 1e-2, 0.9, 0.98, 1e-8, 0.05, maximize: maximize)
            : optim.Adam(parameters, 1e-2, 0.9, 0.98, 1e-8, 0.05, maximize: maximize);
        optimizer.Kernel = kernel;
        return new Problem(parameters, optimizer);
    }

    internal static Problem Sgd()
    {
        var parameters = Start(37);
        return new Problem(parameters, optim.SGD(parameters, 1e-2, momentum: 0.9));
    }

    internal void Step()
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in Parameters) parameter.grad = (parameter.detach() * 3 + StepsDone).sin();
        Optimizer.step();
        StepsDone++;
    }

    internal void CopyParametersFrom(Problem other)
    {
        using var mode = no_grad();
        foreach (var (mine, theirs) in Parameters.Zip(other.Parameters)) mine.copy_(theirs);
    }

    private static Parameter[] Start(long size)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        return [Kept(randn(size, generator: generator)), Kept(randn(5, 7, generator: generator))];
    }

    private static Parameter Kept(Tensor data)
    {
        var parameter = nn.Parameter(data);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}

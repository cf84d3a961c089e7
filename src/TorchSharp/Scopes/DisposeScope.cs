namespace TorchSharp;

/// <summary>
/// Frees every tensor made on this thread since it was opened, except those detached or moved elsewhere. Scopes nest;
/// this, and not the collector, is what bounds the memory of a training step, also when the step throws.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? t_current;

    private readonly List<torch.Tensor> _tensors = [];
    private bool _disposed;

    internal DisposeScope()
    {
        OuterScope = t_current;
        t_current = this;
    }

    public DisposeScope? OuterScope { get; private set; }

    internal static DisposeScope? Current => t_current;

    /// <summary>How many tensors this scope would free now.</summary>
    public int DisposablesCount => _tensors.Count;

    /// <summary>From now on the tensor goes with this scope, wherever it was made.</summary>
    public void Attach(torch.Tensor disposable) => Adopt(disposable);

    public T Detach<T>(T tensor) where T : torch.Tensor
    {
        tensor.DetachFromDisposeScope();
        return tensor;
    }

    /// <summary>Lets the tensor outlive this scope: the next outer one frees it, or nobody where there is none.</summary>
    public T MoveToOuter<T>(T tensor) where T : torch.Tensor
    {
        tensor.MoveToOuterDisposeScope();
        return tensor;
    }

    public T MoveToOther<T>(DisposeScope? scope, T tensor) where T : torch.Tensor
    {
        tensor.MoveToOtherDisposeScope(scope);
        return tensor;
    }

    /// <summary>Frees what it holds now and stays open.</summary>
    public void DisposeEverything()
    {
        while (_tensors.Count > 0) _tensors[^1].Dispose();
    }

    public void DisposeEverythingBut(params torch.Tensor[] keep)
    {
        foreach (var tensor in keep) Release(tensor);
        DisposeEverything();
        foreach (var tensor in keep) Adopt(tensor);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        DisposeEverything();
        Unlink();
    }

    internal void Adopt(torch.Tensor tensor)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (tensor.OwningDisposeScope == this) return;
        tensor.OwningDisposeScope?.Release(tensor);
        tensor.EnterScope(this, _tensors.Count);
        _tensors.Add(tensor);
    }

    internal void Release(torch.Tensor tensor)
    {
        if (tensor.OwningDisposeScope != this) return;
        int slot = tensor.ScopeSlot;
        var last = _tensors[^1];
        _tensors[slot] = last;
        last.ScopeSlot = slot;
        _tensors.RemoveAt(_tensors.Count - 1);
        tensor.LeaveScope();
    }

    // Scopes are normally closed inside out; one closed early must not leave its successors pointing at it.
    private void Unlink()
    {
        if (t_current == this)
        {
            t_current = OuterScope;
            return;
        }
        for (var scope = t_current; scope is not null; scope = scope.OuterScope)
        {
            if (scope.OuterScope == this) scope.OuterScope = OuterScope;
        }
    }
}

public static partial class torch
{
    /// <summary>Opens a scope on this thread; use it with <c>using</c>.</summary>
    public static DisposeScope NewDisposeScope() => new();

    /// <summary>Runs <paramref name="body"/> in a scope of its own; its result survives into the caller's scope.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> body)
    {
        using var scope = NewDisposeScope();
        return body().MoveToOuterDisposeScope();
    }
}

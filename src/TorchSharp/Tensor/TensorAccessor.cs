using System.Collections;

namespace TorchSharp.Utils;

/// <summary>Element access to a tensor on the CPU, in row-major order of its shape.</summary>
public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape, _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    private T* Elements => (T*)_tensor.Data();

    public T this[params long[] indices]
    {
        get => Elements[Offset(indices)];
        set => Elements[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(Span<T> destination)
    {
        if (_contiguous)
        {
            new ReadOnlySpan<T>(Elements, checked((int)Count)).CopyTo(destination);
            return;
        }
        T* elements = Elements;
        for (int i = 0; i < Count; i++) destination[i] = elements[Linear(i)];
    }

    public void CopyFrom(ReadOnlySpan<T> source)
    {
        if (source.Length != Count) throw new ArgumentException($"the tensor holds {Count} elements, not {source.Length}", nameof(source));
        T* elements = Elements;
        for (int i = 0; i < source.Length; i++) elements[_contiguous ? i : Linear(i)] = source[i];
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => GC.SuppressFinalize(this);

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && _shape.Length != 1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)indices[0], (ulong)Count, nameof(indices));
            return Linear(indices[0]);
        }
        if (indices.Length != _shape.Length) throw new ArgumentException($"{indices.Length} indices for {_shape.Length} dimensions", nameof(indices));
        long offset = 0;
        for (int d = 0; d < indices.Length; d++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)indices[d], (ulong)_shape[d], nameof(indices));
            offset += indices[d] * _strides[d];
        }
        return offset;
    }

    private long Linear(long index)
    {
        long offset = 0;
        for (int d = _shape.Length - 1; d >= 0; d--)
        {
            offset += index % _shape[d] * _strides[d];
            index /= _shape[d];
        }
        return offset;
    }
}

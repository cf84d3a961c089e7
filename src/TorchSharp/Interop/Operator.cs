using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// An ATen operator known by name ("add.Tensor"), looked up in the dispatcher on first use. Arguments go by position;
/// those left out take the defaults of the operator's own schema, so calls survive arguments that later releases append.
/// </summary>
/// <exception cref="ExternalException">libtorch refused the call (its message), or this release has no such operator.</exception>
internal sealed unsafe class Operator(string fullName)
{
    private const int MaxResults = 8;

    private nint _operation;
    private bool? _exists;

    /// <summary>Whether this release of libtorch has the operator.</summary>
    internal bool Exists => _exists ??= _operation != 0 || TryFind(out _operation);

    private (string name, string overload) Names =>
        fullName.Split('.', 2) is [var name, var overload] ? (Qualified(name), overload) : (Qualified(fullName), "");

    // ATen's own operators go without their namespace; the shim's ("lab::swiglu") carry it.
    private static string Qualified(string name) => name.Contains("::", StringComparison.Ordinal) ? name : "aten::" + name;

    private nint Operation => _operation != 0 ? _operation : Find();

    internal Tensor Invoke(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result = default;
        Call(arguments, &result, 1);
        Debug.Assert(result.Tag == NativeTag.Tensor);
        return new Tensor(result.Pointer);
    }

    internal (Tensor, Tensor) InvokePair(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[2];
        Call(arguments, results, 2);
        return (new Tensor(results[0].Pointer), new Tensor(results[1].Pointer));
    }

    /// <summary>The first of several results; the others (saved statistics and the like) are let go.</summary>
    internal Tensor InvokeFirst(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue* results = stackalloc NativeValue[MaxResults];
        int count = Call(arguments, results, MaxResults);
        for (int i = 1; i < count; i++) if (results[i].Tag == NativeTag.Tensor) NativeMethods.shim_tensor_release(results[i].Pointer);
        return new Tensor(results[0].Pointer);
    }

    internal Tensor[] InvokeList(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result = default;
        Call(arguments, &result, 1);
        var handles = new ReadOnlySpan<nint>((void*)result.Pointer, result.Length);
        var tensors = new Tensor[handles.Length];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(handles[i]);
        NativeMethods.shim_free(result.Pointer);
        return tensors;
    }

    /// <summary>The result of an operator that answers with a number or a truth value instead of a tensor.</summary>
    internal NativeValue InvokeValue(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result = default;
        Call(arguments, &result, 1);
        return result;
    }

    /// <summary>For operators that answer nothing, or only what the caller already holds.</summary>
    internal void InvokeDiscarding(params ReadOnlySpan<Argument> arguments) => Call(arguments, null, 0);

    /// <summary>For in-place operators: changes <paramref name="self"/>, the first argument, and answers it.</summary>
    internal Tensor InvokeInPlace(Tensor self, params ReadOnlySpan<Argument> rest)
    {
        NativeValue* natives = stackalloc NativeValue[rest.Length + 1];
        natives[0] = new NativeValue { Tag = NativeTag.Tensor, Pointer = self.Handle };
        int size = ScratchSize(rest);
        long* scratch = stackalloc long[size <= 256 ? size : 0];
        fixed (long* large = size <= 256 ? null : new long[size])
        {
            Marshal(rest, natives + 1, size <= 256 ? scratch : large);
            int count;
            NativeError.Check(NativeMethods.shim_op_call(Operation, natives, rest.Length + 1, null, 0, &count));
        }
        KeepAlive(rest);
        GC.KeepAlive(self);
        return self;
    }

    [SkipLocalsInit]
    private int Call(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        NativeValue* natives = stackalloc NativeValue[arguments.Length];
        int size = ScratchSize(arguments);
        long* scratch = stackalloc long[size <= 256 ? size : 0];
        int count = 0;
        fixed (long* large = size <= 256 ? null : new long[size])
        {
            Marshal(arguments, natives, size <= 256 ? scratch : large);
            NativeError.Check(NativeMethods.shim_op_call(Operation, natives, arguments.Length, results, capacity, &count));
        }
        KeepAlive(arguments);
        return count;
    }

    private nint Find() => TryFind(out _operation) ? _operation : throw NativeError.Last();

    private bool TryFind(out nint operation)
    {
        var (name, overload) = Names;
        nint found = 0;
        bool exists = NativeMethods.shim_op_find(name, overload, &found) == 0;
        operation = found;
        return exists;
    }

    // In units of eight bytes: lists and strings are copied there, everything else travels inside NativeValue.
    private static int ScratchSize(ReadOnlySpan<Argument> arguments)
    {
        int size = 0;
        foreach (ref readonly var argument in arguments)
        {
            size += argument.Reference switch
            {
                long[] ints => ints.Length,
                Tensor?[] tensors => tensors.Length,
                string text => (Encoding.UTF8.GetByteCount(text) + 7) / 8,
                _ => 0,
            };
        }
        return size;
    }

    private static void Marshal(ReadOnlySpan<Argument> arguments, NativeValue* natives, long* scratch)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            natives[i] = new NativeValue { Tag = argument.Tag, Integer = argument.Bits };
            if (argument.Reference is null) continue;
            if (argument.Reference is Tensor tensor) natives[i].Pointer = tensor.Handle;
            else if (argument.Reference is Generator generator) natives[i].Pointer = generator.Handle;
            else scratch += MarshalList(argument.Reference, ref natives[i], scratch);
        }
    }

    private static int MarshalList(object list, ref NativeValue native, long* scratch)
    {
        native.Pointer = (nint)scratch;
        switch (list)
        {
            case long[] ints:
                native.Length = ints.Length;
                ints.CopyTo(new Span<long>(scratch, ints.Length));
                return ints.Length;
            case Tensor?[] tensors:
                native.Length = tensors.Length;
                for (int i = 0; i < tensors.Length; i++) scratch[i] = tensors[i]?.Handle ?? 0;
                return tensors.Length;
            case string text:
                int words = (Encoding.UTF8.GetByteCount(text) + 7) / 8;
                native.Length = Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, words * 8));
                return words;
            default:
                throw new UnreachableException();
        }
    }

    private static void KeepAlive(ReadOnlySpan<Argument> arguments)
    {
        foreach (ref readonly var argument in arguments) GC.KeepAlive(argument.Reference);
    }
}

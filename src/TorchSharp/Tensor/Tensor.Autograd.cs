using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        private static readonly Operator Detach = new("detach");
        private static readonly Operator DetachInPlace = new("detach_");

        /// <summary>The accumulated gradient; null before the first backward. Each reading makes a reference of its own.</summary>
        public Tensor? grad
        {
            get
            {
                nint gradient;
                NativeError.Check(NativeMethods.shim_grad_get(Handle, &gradient));
                return gradient == 0 ? null : new Tensor(gradient);
            }
            set
            {
                NativeError.Check(NativeMethods.shim_grad_set(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
            }
        }

        public bool requires_grad
        {
            get => NativeMethods.shim_requires_grad(Handle) != 0;
            set => NativeError.Check(NativeMethods.shim_requires_grad_set(Handle, value ? 1 : 0));
        }

        public bool is_leaf => NativeMethods.shim_is_leaf(Handle) != 0;

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Adds the gradient of this scalar (or, weighted by the one tensor in <paramref name="grad_tensors"/>, of this tensor) to every leaf's grad.</summary>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false)
        {
            var gradient = grad_tensors?.Single();
            NativeError.Check(NativeMethods.shim_backward(Handle, gradient?.Handle ?? 0, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0));
            GC.KeepAlive(this);
            GC.KeepAlive(gradient);
        }

        /// <summary>The same memory, outside of the graph.</summary>
        public Tensor detach() => Detach.Invoke(this);

        public Tensor detach_() => DetachInPlace.InvokeInPlace(this);

    }

    public static unsafe class autograd
    {
        /// <summary>Gradients of the sum of <paramref name="outputs"/> with respect to <paramref name="inputs"/>, left out of .grad.</summary>
        public static IList<Tensor?> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] from = Handles(outputs), to = Handles(inputs), weights = Handles(grad_outputs ?? []);
            var results = new nint[to.Length];
            fixed (nint* f = from, t = to, w = weights, r = results)
            {
                NativeError.Check(NativeMethods.shim_gradients(f, from.Length, t, to.Length, w, weights.Length,
                    retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return results.Select(handle => handle == 0 ? null : new Tensor(handle)).ToList();
        }

        private static nint[] Handles(IList<Tensor> tensors) => tensors.Select(tensor => tensor.Handle).ToArray();
    }
}

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A counted reference to a libtorch tensor. It belongs to the dispose scope that was open when it was made; outside of
    /// any scope the caller disposes it, and the collector's finalizer is only a net beneath that.
    /// Methods that fail throw <see cref="System.Runtime.InteropServices.ExternalException"/> with libtorch's message.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private nint _handle;
        private LeakNet? _net;

        internal Tensor(nint handle)
        {
            _handle = handle;
            if (DisposeScope.Current is { } scope) scope.Adopt(this);
            else _net = new LeakNet(handle);
        }

        /// <summary>Tensors alive on the native side of this process, counted by references that managed code holds.</summary>
        public static long TotalCount => NativeMethods.shim_live_tensors();

        /// <exception cref="ObjectDisposedException">The tensor was disposed, perhaps by a scope that has closed.</exception>
        public IntPtr Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Tensor));

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; private set; }

        internal int ScopeSlot { get; set; }

        public void Dispose()
        {
            if (_handle == 0) return;
            nint handle = _handle;
            _handle = 0;
            OwningDisposeScope?.Release(this);
            DropNet();
            NativeMethods.shim_tensor_release(handle);
        }

        /// <summary>Lets it outlive its scope: the next outer one frees it, or nobody where there is none.</summary>
        public Tensor MoveToOuterDisposeScope() => MoveToOtherDisposeScope(OwningDisposeScope?.OuterScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? scope)
        {
            if (scope is null) return DetachFromDisposeScope();
            scope.Adopt(this);
            return this;
        }

        /// <summary>From now on only an explicit Dispose (or the collector's net) frees it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Release(this);
            return this;
        }

        /// <summary>Hands the native reference over; this object is as good as disposed afterwards.</summary>
        internal nint StealHandle()
        {
            nint handle = Handle;
            _handle = 0;
            OwningDisposeScope?.Release(this);
            DropNet();
            return handle;
        }

        internal void EnterScope(DisposeScope scope, int slot)
        {
            OwningDisposeScope = scope;
            ScopeSlot = slot;
            DropNet();
        }

        internal void LeaveScope()
        {
            OwningDisposeScope = null;
            if (_handle != 0) _net = new LeakNet(_handle);
        }

        private void DropNet()
        {
            _net?.Disarm();
            _net = null;
        }

        // Only tensors outside of every scope carry one: objects with finalizers are slow to allocate, and a scope needs none.
        private sealed class LeakNet(nint handle)
        {
            internal void Disarm() => GC.SuppressFinalize(this);

#pragma warning disable MA0055 // The net beneath dispose scopes is what a finalizer is for.
            ~LeakNet() => NativeMethods.shim_tensor_release(handle);
#pragma warning restore MA0055
        }
    }
}

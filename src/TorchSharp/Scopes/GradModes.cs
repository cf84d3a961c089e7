using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until disposed, operations on this thread are not recorded for backward.</summary>
    public static IDisposable no_grad() => new GradModeGuard(enabled: false);

    public static IDisposable enable_grad(bool enabled = true) => new GradModeGuard(enabled);

    /// <summary>As <see cref="no_grad"/>, and the tensors made are not even versioned: faster, but never usable in training.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceModeGuard(mode);

    public static bool is_grad_enabled() => NativeMethods.shim_grad_mode() != 0;

    public static bool is_inference_mode_enabled() => NativeMethods.shim_inference_mode() != 0;

    private sealed class GradModeGuard : IDisposable
    {
        private readonly int _before = NativeMethods.shim_grad_mode();

        internal GradModeGuard(bool enabled) => NativeMethods.shim_grad_mode_set(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.shim_grad_mode_set(_before);
    }

    private sealed unsafe class InferenceModeGuard : IDisposable
    {
        private nint _guard;

        internal InferenceModeGuard(bool enabled)
        {
            nint guard;
            NativeError.Check(NativeMethods.shim_inference_mode_enter(enabled ? 1 : 0, &guard));
            _guard = guard;
        }

        public void Dispose()
        {
            if (_guard != 0) NativeMethods.shim_inference_mode_leave(_guard);
            _guard = 0;
        }
    }
}

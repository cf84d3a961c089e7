using Microsoft.Win32.SafeHandles;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the generators of every device; answers the CPU's.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static unsafe class random
    {
        public static Generator manual_seed(long seed)
        {
            NativeError.Check(NativeMethods.shim_manual_seed(seed));
            return Generator.Default;
        }

        /// <summary>State of the CPU's default generator, as bytes. Give it to <see cref="set_rng_state"/> to go on from there.</summary>
        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor state) => Generator.Default.set_state(state);
    }

    /// <summary>A stream of random numbers of its own.</summary>
    public sealed unsafe class Generator : IDisposable
    {
        private readonly GeneratorHandle? _handle;

        /// <param name="seed">Start of the stream: equal seeds give equal numbers.</param>
        /// <param name="device">Where its numbers are drawn; the CPU when null.</param>
        public Generator(ulong seed = 0, Device? device = null)
        {
            nint handle;
            NativeError.Check(NativeMethods.shim_generator_new((long)seed, (device ?? CPU).Packed, &handle));
            _handle = new GeneratorHandle(handle);
        }

        private Generator() => _handle = null;

        /// <summary>The CPU's own generator, which operations draw from when none is given.</summary>
        public static Generator Default { get; } = new();

        internal nint Handle => _handle is { IsClosed: false } open ? open.DangerousGetHandle() : throw new ObjectDisposedException(nameof(Generator));

        private nint HandleOrDefault => _handle is null ? 0 : Handle;

        public Generator manual_seed(long seed)
        {
            if (_handle is null) NativeError.Check(NativeMethods.shim_manual_seed(seed));
            else NativeError.Check(NativeMethods.shim_generator_set_seed(Handle, seed));
            return this;
        }

        public long initial_seed() => NativeMethods.shim_generator_seed(HandleOrDefault);

        public Tensor get_state()
        {
            nint state;
            NativeError.Check(NativeMethods.shim_generator_get_state(HandleOrDefault, &state));
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            NativeError.Check(NativeMethods.shim_generator_set_state(HandleOrDefault, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose() => _handle?.Dispose();

        private sealed class GeneratorHandle : SafeHandleZeroOrMinusOneIsInvalid
        {
            internal GeneratorHandle(nint generator) : base(ownsHandle: true) => SetHandle(generator);

            protected override bool ReleaseHandle()
            {
                NativeMethods.shim_generator_delete(handle);
                return true;
            }
        }
    }
}

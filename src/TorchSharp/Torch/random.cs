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
        private readonly bool _isDefault;
        private nint _handle;

        /// <param name="seed">Start of the stream: equal seeds give equal numbers.</param>
        /// <param name="device">Where its numbers are drawn; the CPU when null.</param>
        public Generator(ulong seed = 0, Device? device = null)
        {
            nint handle;
            NativeError.Check(NativeMethods.shim_generator_new((long)seed, (device ?? CPU).Packed, &handle));
            _handle = handle;
        }

        private Generator(bool isDefault) => _isDefault = isDefault;

        public static Generator Default { get; } = new(isDefault: true);

        internal nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        private nint HandleOrDefault => _isDefault ? 0 : Handle;

        public Generator manual_seed(long seed)
        {
            if (_isDefault) NativeError.Check(NativeMethods.shim_manual_seed(seed));
            else NativeError.Check(NativeMethods.shim_generator_set_seed(Handle, seed));
            return this;
        }

        public long initial_seed() => NativeMethods.shim_generator_seed(Handle);

        public Tensor get_state()
        {
            nint state;
            NativeError.Check(NativeMethods.shim_generator_get_state(HandleOrDefault, &state));
            return new Tensor(state);
        }

        public void set_state(Tensor state)
        {
            NativeError.Check(NativeMethods.shim_generator_set_state(HandleOrDefault, state.Handle));
            GC.KeepAlive(state);
        }

        public void Dispose()
        {
            if (_handle != 0) NativeMethods.shim_generator_delete(_handle);
            _handle = 0;
            GC.SuppressFinalize(this);
        }

        ~Generator() => Dispose();
    }
}

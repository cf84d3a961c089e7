using System.Globalization;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Kinds of devices; the numbers are libtorch's own.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    META = 14,
}

public static partial class torch
{
    public static Device CPU { get; } = new(DeviceType.CPU);

    public static Device CUDA { get; } = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType type, int index = -1) => new(type, index);

    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>Where a tensor lives. Index -1 means the current device of its kind.</summary>
    public sealed class Device : IEquatable<Device>
    {
        public Device(DeviceType type, int index = -1)
        {
            this.type = type;
            this.index = index;
        }

        /// <param name="description">"cpu", "cuda" or "cuda:1".</param>
        /// <exception cref="ArgumentException">It is none of these.</exception>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            int number = -1;
            bool understood = parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number));
            if (!Enum.TryParse(parts[0], ignoreCase: true, out DeviceType named) || !understood)
                throw new ArgumentException($"'{description}' names no device; write cpu, cuda or cuda:0", nameof(description));
            type = named;
            index = number;
        }

        public DeviceType type { get; }

        public int index { get; }

        internal long Packed => ((long)type << 32) | (uint)index;

        internal static Device Unpack(long packed)
        {
            var kind = (DeviceType)(packed >> 32);
            return kind == DeviceType.CPU ? CPU : new Device(kind, (int)packed);
        }

        public bool Equals(Device? other) => other is not null && type == other.type && index == other.index;

        public override bool Equals(object? obj) => Equals(obj as Device);

        public override int GetHashCode() => HashCode.Combine(type, index);

        public override string ToString()
        {
            string name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : $"{name}:{index.ToString(CultureInfo.InvariantCulture)}";
        }

        public static implicit operator Device(string description) => new(description);
    }

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => NativeMethods.shim_cuda_device_count();
    }
}

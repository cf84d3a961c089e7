using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator ToDType = new("to.dtype"), ToDevice = new("to.device"), Clone = new("clone"), Alias = new("alias");
        private static readonly Operator CopyInPlace = new("copy_"), ZeroInPlace = new("zero_");
        private static readonly Operator FillInPlace = new("fill_.Scalar");

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(ToDType.Invoke(this, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(ToDevice.Invoke(this, device, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(device, dtype, copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1) => to(new Device(deviceType, deviceIndex));

        public Tensor to(Tensor other) => to(other.device, other.dtype);

        public Tensor to_type(ScalarType type, bool copy = false) => to(type, copy);

        public Tensor type_as(Tensor tensor) => to(tensor.dtype);

        public Tensor cpu() => to(CPU);

        public Tensor cuda() => to(CUDA);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor half() => to(ScalarType.Float16);

        public Tensor bfloat16() => to(ScalarType.BFloat16);

        public Tensor @long() => to(ScalarType.Int64);

        public Tensor @int() => to(ScalarType.Int32);

        public Tensor @bool() => to(ScalarType.Bool);

        public Tensor clone() => Clone.Invoke(this);

        /// <summary>Another tensor over the same memory, with a lifetime of its own.</summary>
        public Tensor alias() => Alias.Invoke(this);

        public Tensor copy_(Tensor source, bool non_blocking = false) => CopyInPlace.InvokeInPlace(this, source, non_blocking);

        public Tensor zero_() => ZeroInPlace.InvokeInPlace(this);

        public Tensor fill_(Scalar value) => FillInPlace.InvokeInPlace(this, value);

        private Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter) Dispose();
            return result;
        }
    }
}

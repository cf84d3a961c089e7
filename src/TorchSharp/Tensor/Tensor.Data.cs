using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        private static readonly Operator ItemValue = new("item");

        /// <summary>The one element of a tensor of one element, converted to <typeparamref name="T"/>.</summary>
        public T item<T>() where T : unmanaged
        {
            var value = ItemValue.InvokeValue(this);
            double real = value.Tag == NativeTag.Double ? value.Real : value.Integer;
            if (typeof(T) == typeof(float)) return Cast<float, T>((float)real);
            if (typeof(T) == typeof(double)) return Cast<double, T>(real);
            if (typeof(T) == typeof(bool)) return Cast<bool, T>(value.Tag == NativeTag.Double ? value.Real != 0 : value.Integer != 0);
            if (typeof(T) == typeof(Half)) return Cast<Half, T>((Half)real);
            long whole = value.Tag == NativeTag.Double ? (long)value.Real : value.Integer;
            if (typeof(T) == typeof(long)) return Cast<long, T>(whole);
            if (typeof(T) == typeof(int)) return Cast<int, T>(checked((int)whole));
            if (typeof(T) == typeof(short)) return Cast<short, T>(checked((short)whole));
            if (typeof(T) == typeof(sbyte)) return Cast<sbyte, T>(checked((sbyte)whole));
            if (typeof(T) == typeof(byte)) return Cast<byte, T>(checked((byte)whole));
            throw new NotSupportedException($"{typeof(T).Name} is no element type of a tensor");
        }

        /// <summary>The elements in row-major order, whatever the strides. The tensor lies on the CPU and holds <typeparamref name="T"/>.</summary>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireElements(ElementType<T>());
            return new Utils.TensorAccessor<T>(this);
        }

        /// <summary>The raw memory of a contiguous tensor on the CPU; setting copies into it, whatever the element type.</summary>
        public Span<byte> bytes
        {
            get => new(ContiguousData(), checked((int)(numel() * ElementSize)));
            set
            {
                var destination = bytes;
                if (value.Length != destination.Length)
                    throw new ArgumentException($"the tensor holds {destination.Length} bytes, not {value.Length}", nameof(value));
                value.CopyTo(destination);
            }
        }

        internal void* ContiguousData()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException($"the tensor lies on {device}; move it with .cpu() before its data is read");
            if (!is_contiguous()) throw new InvalidOperationException("the tensor is not contiguous; call .contiguous() before its bytes are read");
            return Data();
        }

        internal void* Data()
        {
            nint data;
            NativeError.Check(NativeMethods.shim_tensor_data(Handle, &data));
            return (void*)data;
        }

        private void RequireElements(ScalarType expected)
        {
            if (dtype != expected) throw new InvalidOperationException($"the tensor holds {dtype}, not {expected}; convert it with .to({expected})");
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException($"the tensor lies on {device}; move it with .cpu() before its data is read");
        }

        private static TTo Cast<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged => Unsafe.BitCast<TFrom, TTo>(value);
    }
}

public static class TensorExtensionMethods
{
    public static float ToSingle(this torch.Tensor value) => value.item<float>();

    public static double ToDouble(this torch.Tensor value) => value.item<double>();

    public static int ToInt32(this torch.Tensor value) => value.item<int>();

    public static long ToInt64(this torch.Tensor value) => value.item<long>();

    public static bool ToBoolean(this torch.Tensor value) => value.item<bool>();
}

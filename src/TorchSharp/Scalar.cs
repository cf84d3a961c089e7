using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>A number that takes the element type of the tensor it meets: a whole number, a real one or a truth value.</summary>
public readonly struct Scalar
{
    internal readonly long Bits;
    internal readonly NativeTag Tag;

    private Scalar(NativeTag tag, long bits)
    {
        Tag = tag;
        Bits = bits;
    }

    internal double AsDouble => Tag == NativeTag.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    public static implicit operator Scalar(bool value) => new(NativeTag.Bool, value ? 1 : 0);

    public static implicit operator Scalar(int value) => new(NativeTag.Int, value);

    public static implicit operator Scalar(long value) => new(NativeTag.Int, value);

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(NativeTag.Double, BitConverter.DoubleToInt64Bits(value));
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;
}

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry between the brackets of <c>t[...]</c>, as in PyTorch.</summary>
    public readonly struct TensorIndex
    {
        internal enum Kind
        {
            Single,
            Slice,
            Ellipsis,
            NewAxis,
            Tensor,
        }

        internal readonly Kind kind;
        internal readonly long? start, stop, step;
        internal readonly Tensor? tensor;

        private TensorIndex(Kind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null)
        {
            this.kind = kind;
            this.start = start;
            this.stop = stop;
            this.step = step;
            this.tensor = tensor;
        }

        public static TensorIndex Colon => new(Kind.Slice);

        public static TensorIndex Ellipsis => new(Kind.Ellipsis);

        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex None => new(Kind.NewAxis);

        public static TensorIndex Null => None;

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kind.Slice, start, stop, step);

        public static TensorIndex Single(long index) => new(Kind.Single, index);

        /// <summary>Whole numbers pick rows; truth values pick where true.</summary>
        public static TensorIndex Tensor(Tensor index) => new(Kind.Tensor, tensor: index);

        public static implicit operator TensorIndex(long index) => Single(index);

        public static implicit operator TensorIndex(Index index) => Single(Offset(index));

        public static implicit operator TensorIndex(Range range) =>
            Slice(Offset(range.Start), range.End.IsFromEnd && range.End.Value == 0 ? null : Offset(range.End));

        private static long Offset(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}

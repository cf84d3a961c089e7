using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator View = new("view"), Reshape = new("reshape"), Permute = new("permute"), Expand = new("expand");
        private static readonly Operator Transpose = new("transpose.int"), Contiguous = new("contiguous"), TwoDimensionalTranspose = new("t");
        private static readonly Operator Unsqueeze = new("unsqueeze"), SqueezeAll = new("squeeze"), SqueezeDim = new("squeeze.dim");
        private static readonly Operator Flatten = new("flatten.using_ints"), Unflatten = new("unflatten.int"), Repeat = new("repeat");
        private static readonly Operator RepeatInterleave = new("repeat_interleave.self_int"), Flip = new("flip"), Roll = new("roll");
        private static readonly Operator Split = new("split.Tensor"), SplitSizes = new("split_with_sizes"), Chunk = new("chunk"), Unbind = new("unbind.int");

        public Tensor view(params ReadOnlySpan<long> shape) => View.Invoke(this, Argument.Ints(shape));

        public Tensor view_as(Tensor other) => View.Invoke(this, other.shape);

        public Tensor reshape(params ReadOnlySpan<long> shape) => Reshape.Invoke(this, Argument.Ints(shape));

        public Tensor permute(params ReadOnlySpan<long> permutation) => Permute.Invoke(this, Argument.Ints(permutation));

        /// <summary>Repeats dimensions of size 1 without copying; -1 leaves a dimension as it is.</summary>
        public Tensor expand(params ReadOnlySpan<long> sizes) => Expand.Invoke(this, Argument.Ints(sizes));

        public Tensor expand_as(Tensor other) => Expand.Invoke(this, other.shape);

        public Tensor transpose(long dim0, long dim1) => Transpose.Invoke(this, dim0, dim1);

        public Tensor t() => TwoDimensionalTranspose.Invoke(this);

        public Tensor T => t();

        public Tensor mT => transpose(-2, -1);

        /// <summary>This tensor where its elements already lie in row-major order, else a copy that does.</summary>
        public Tensor contiguous() => Contiguous.Invoke(this);

        public Tensor unsqueeze(long dim) => Unsqueeze.Invoke(this, dim);

        public Tensor squeeze() => SqueezeAll.Invoke(this);

        public Tensor squeeze(long dim) => SqueezeDim.Invoke(this, dim);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Flatten.Invoke(this, start_dim, end_dim);

        public Tensor unflatten(long dim, params ReadOnlySpan<long> sizes) => Unflatten.Invoke(this, dim, Argument.Ints(sizes));

        public Tensor repeat(params ReadOnlySpan<long> sizes) => Repeat.Invoke(this, Argument.Ints(sizes));

        public Tensor repeat_interleave(long repeats, long? dim = null) => RepeatInterleave.Invoke(this, repeats, dim);

        public Tensor flip(params ReadOnlySpan<long> dims) => Flip.Invoke(this, Argument.Ints(dims));

        public Tensor roll(long shifts, long dims) => Roll.Invoke(this, new[] { shifts }, new[] { dims });

        public Tensor[] split(long size, long dim = 0) => Split.InvokeList(this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => SplitSizes.InvokeList(this, sizes, dim);

        public Tensor[] chunk(long chunks, long dim = 0) => Chunk.InvokeList(this, chunks, dim);

        public Tensor[] unbind(long dim = 0) => Unbind.InvokeList(this, dim);
    }

    private static readonly Operator Cat = new("cat"), Stack = new("stack");

    public static Tensor cat(IEnumerable<Tensor> tensors, long dim = 0) => Cat.Invoke(Argument.Tensors(tensors), dim);

    public static Tensor concat(IEnumerable<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Stack.Invoke(Argument.Tensors(tensors), dim);

    public static Tensor[] split(Tensor tensor, long size, long dim = 0) => tensor.split(size, dim);

    public static Tensor[] split(Tensor tensor, long[] sizes, long dim = 0) => tensor.split(sizes, dim);

    public static Tensor[] chunk(Tensor tensor, long chunks, long dim = 0) => tensor.chunk(chunks, dim);

    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);

    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);

    public static Tensor squeeze(Tensor input, long dim) => input.squeeze(dim);

    public static Tensor reshape(Tensor input, params ReadOnlySpan<long> shape) => input.reshape(shape);

    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);
}

using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator Narrow = new("narrow"), Select = new("select.int"), Slice = new("slice.Tensor");
        private static readonly Operator IndexTensors = new("index.Tensor"), IndexPut = new("index_put_"), IndexSelect = new("index_select");
        private static readonly Operator IndexAddInPlace = new("index_add_"), IndexCopyInPlace = new("index_copy_"), IndexFillInPlace = new("index_fill_.int_Scalar");
        private static readonly Operator Gather = new("gather"), ScatterInPlace = new("scatter_.src"), ScatterValueInPlace = new("scatter_.value");
        private static readonly Operator Scatter = new("scatter.src"), ScatterAddInPlace = new("scatter_add_"), ScatterAdd = new("scatter_add");
        private static readonly Operator MaskedFill = new("masked_fill.Scalar"), MaskedFillInPlace = new("masked_fill_.Scalar"), MaskedSelect = new("masked_select");

        /// <summary>As PyTorch's brackets. Reading shares memory unless a tensor indexes; writing copies into this tensor.</summary>
        public Tensor this[params TensorIndex[] indices]
        {
            get
            {
                var (view, tensors) = ApplyBasic(indices);
                return tensors is null ? view : IndexTensors.Invoke(view, Argument.OptionalTensors(tensors));
            }
            set
            {
                var (view, tensors) = ApplyBasic(indices);
                if (tensors is null) view.copy_(value);
                else IndexPut.InvokeInPlace(view, Argument.OptionalTensors(tensors), value);
            }
        }

        /// <summary>Picks by whole numbers or truth values, one tensor a dimension from the first on.</summary>
        public Tensor this[params Tensor[] indices]
        {
            get => this[indices.Select(TensorIndex.Tensor).ToArray()];
            set => this[indices.Select(TensorIndex.Tensor).ToArray()] = value;
        }

        public Tensor index(params TensorIndex[] indices) => this[indices];

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            this[indices] = value;
            return this;
        }

        /// <summary>A view of <paramref name="length"/> entries of one dimension from <paramref name="start"/>.</summary>
        public Tensor narrow(long dim, long start, long length) => Narrow.Invoke(this, dim, start, length);

        public Tensor select(long dim, long index) => Select.Invoke(this, dim, index);

        public Tensor slice(long dim, long start, long finish, long step = 1) => Slice.Invoke(this, dim, start, finish, step);

        public Tensor index_select(long dim, Tensor index) => IndexSelect.Invoke(this, dim, index);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => IndexAddInPlace.InvokeInPlace(this, dim, index, source, alpha);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => IndexCopyInPlace.InvokeInPlace(this, dim, index, source);

        public Tensor index_fill_(long dim, Tensor index, Scalar value) => IndexFillInPlace.InvokeInPlace(this, dim, index, value);

        /// <summary>For dim 0: result[i][j] = this[index[i][j]][j].</summary>
        public Tensor gather(long dim, Tensor index) => Gather.Invoke(this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Scatter.Invoke(this, dim, index, src);

        /// <summary>For dim 0: this[index[i][j]][j] = src[i][j].</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src) => ScatterInPlace.InvokeInPlace(this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Scalar value) => ScatterValueInPlace.InvokeInPlace(this, dim, index, value);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => ScatterAdd.Invoke(this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => ScatterAddInPlace.InvokeInPlace(this, dim, index, src);

        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFill.Invoke(this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => MaskedFillInPlace.InvokeInPlace(this, mask, value);

        /// <summary>The elements where the mask is true, in one dimension.</summary>
        public Tensor masked_select(Tensor mask) => MaskedSelect.Invoke(this, mask);

        // Views first, one dimension after the other; index tensors are collected for one indexed read at the end.
        private (Tensor view, Tensor?[]? tensors) ApplyBasic(TensorIndex[] indices)
        {
            var view = this;
            long dim = 0;
            List<Tensor?>? tensors = null;
            for (int i = 0; i < indices.Length; i++)
            {
                ref readonly var entry = ref indices[i];
                switch (entry.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(dim, entry.start!.Value);
                        break;
                    case TensorIndex.Kind.Slice:
                        if (entry.start is not null || entry.stop is not null || entry.step is not null)
                            view = Slice.Invoke(view, dim, entry.start, entry.stop, entry.step ?? 1L);
                        dim++;
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim = view.dim() - DimensionsUsed(indices.AsSpan(i + 1));
                        break;
                    case TensorIndex.Kind.NewAxis:
                        view = view.unsqueeze(dim++);
                        break;
                    default:
                        tensors ??= [];
                        while (tensors.Count < dim) tensors.Add(null);
                        tensors.Add(entry.tensor);
                        dim += entry.tensor!.dtype == ScalarType.Bool ? entry.tensor.dim() : 1;
                        break;
                }
            }
            return (ReferenceEquals(view, this) && tensors is null ? alias() : view, tensors?.ToArray());
        }

        private static long DimensionsUsed(ReadOnlySpan<TensorIndex> rest)
        {
            long used = 0;
            foreach (ref readonly var entry in rest)
            {
                if (entry.kind == TensorIndex.Kind.Tensor && entry.tensor!.dtype == ScalarType.Bool) used += entry.tensor.dim();
                else if (entry.kind is not (TensorIndex.Kind.NewAxis or TensorIndex.Kind.Ellipsis)) used++;
            }
            return used;
        }
    }

    private static readonly Operator Where = new("where.self"), WhereScalars = new("where.Scalar");
    private static readonly Operator WhereScalarOther = new("where.ScalarOther"), WhereScalarSelf = new("where.ScalarSelf");

    /// <summary>x where the condition holds, else y.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Where.Invoke(condition, x, y);

    public static Tensor where(Tensor condition, Tensor x, Scalar y) => WhereScalarOther.Invoke(condition, x, y);

    public static Tensor where(Tensor condition, Scalar x, Tensor y) => WhereScalarSelf.Invoke(condition, x, y);

    public static Tensor where(Tensor condition, Scalar x, Scalar y) => WhereScalars.Invoke(condition, x, y);

    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);

    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);

    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);
}

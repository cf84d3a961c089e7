using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator Sum = new("sum"), SumDims = new("sum.dim_IntList");
        private static readonly Operator Mean = new("mean"), MeanDims = new("mean.dim");
        private static readonly Operator Max = new("max"), MaxDim = new("max.dim"), AMax = new("amax");
        private static readonly Operator Min = new("min"), MinDim = new("min.dim"), AMin = new("amin");
        private static readonly Operator ArgMax = new("argmax"), ArgMin = new("argmin"), ArgSort = new("argsort");
        private static readonly Operator VarDims = new("var.correction"), StdDims = new("std.correction"), StdAll = new("std");
        private static readonly Operator ProdAll = new("prod"), ProdDim = new("prod.dim_int");
        private static readonly Operator AllElements = new("all"), AllDim = new("all.dim"), AnyElements = new("any"), AnyDim = new("any.dim");
        private static readonly Operator NormAll = new("norm.Scalar"), NormDims = new("norm.ScalarOpt_dim");
        private static readonly Operator TopK = new("topk"), Sort = new("sort");
        private static readonly Operator CumSum = new("cumsum");
        private static readonly Operator Softmax = new("softmax.int"), LogSoftmax = new("log_softmax.int"), LogSumExp = new("logsumexp");
        private static readonly Operator NonZero = new("nonzero"), CountNonZero = new("count_nonzero"), CountNonZeroDims = new("count_nonzero.dim_IntList"), BinCount = new("bincount");

        public Tensor sum(ScalarType? type = null) => Sum.Invoke(this, type);

        // Without this one a literal 0 would be taken for an element type: sum(0) would answer a sum of bytes.
        public Tensor sum(int dim, bool keepdim = false, ScalarType? type = null) => sum((long)dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => SumDims.Invoke(this, new[] { dim }, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            SumDims.Invoke(this, Argument.Ints(dim), keepdim, type);

        public Tensor mean() => Mean.Invoke(this, Argument.None);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => MeanDims.Invoke(this, dimensions, keepdim, type);

        public Tensor max() => Max.Invoke(this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => MaxDim.InvokePair(this, dim, keepdim);

        public Tensor min() => Min.Invoke(this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => MinDim.InvokePair(this, dim, keepdim);

        public Tensor amax(long[] dims, bool keepdim = false) => AMax.Invoke(this, dims, keepdim);

        public Tensor amin(long[] dims, bool keepdim = false) => AMin.Invoke(this, dims, keepdim);

        public Tensor argmax() => ArgMax.Invoke(this);

        public Tensor argmax(long dim, bool keepdim = false) => ArgMax.Invoke(this, dim, keepdim);

        public Tensor argmin() => ArgMin.Invoke(this);

        public Tensor argmin(long dim, bool keepdim = false) => ArgMin.Invoke(this, dim, keepdim);

        public Tensor argsort(long dim = -1, bool descending = false) => ArgSort.Invoke(this, dim, descending);

        public Tensor prod(ScalarType? type = null) => ProdAll.Invoke(this, type);

        public Tensor prod(int dim, bool keepdim = false, ScalarType? type = null) => prod((long)dim, keepdim, type);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => ProdDim.Invoke(this, dim, keepdim, type);

        public Tensor std(bool unbiased = true) => StdAll.Invoke(this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false) =>
            StdDims.Invoke(this, new[] { dim }, unbiased ? 1L : 0L, keepdim);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false) =>
            VarDims.Invoke(this, new[] { dim }, unbiased ? 1L : 0L, keepdim);

        public Tensor all() => AllElements.Invoke(this);

        public Tensor all(long dim, bool keepdim = false) => AllDim.Invoke(this, dim, keepdim);

        public Tensor any() => AnyElements.Invoke(this);

        public Tensor any(long dim, bool keepdim = false) => AnyDim.Invoke(this, dim, keepdim);

        /// <summary>(Σ |x|^p)^(1/p) over all elements.</summary>
        public Tensor norm(float p = 2.0f) => NormAll.Invoke(this, (Scalar)p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2.0f) => NormDims.Invoke(this, (Scalar)p, new[] { (long)dim }, keepdim);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            TopK.InvokePair(this, (long)k, (long)dim, largest, sorted);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false) => Sort.InvokePair(this, dim, descending);

        public Tensor cumsum(long dim, ScalarType? type = null) => CumSum.Invoke(this, dim, type);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Softmax.Invoke(this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => LogSoftmax.Invoke(this, dim, dtype);

        public Tensor logsumexp(long dim, bool keepdim = false) => LogSumExp.Invoke(this, new[] { dim }, keepdim);

        /// <summary>Indices of the elements that are not zero: [count, dimensions].</summary>
        public Tensor nonzero() => NonZero.Invoke(this);

        public Tensor count_nonzero(long[]? dims = null) => dims is null ? CountNonZero.Invoke(this) : CountNonZeroDims.Invoke(this, dims);

        public Tensor bincount(Tensor? weights, long minlength = 0) => BinCount.Invoke(this, weights, minlength);

    }

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    public static Tensor sum(Tensor input, long dim, bool keepdim = false, ScalarType? type = null) => input.sum(dim, keepdim, type);

    public static Tensor mean(Tensor input) => input.mean();

    public static Tensor mean(Tensor input, long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
        input.mean(dimensions, keepdim, type);

    public static Tensor max(Tensor input) => input.max();

    public static (Tensor values, Tensor indexes) max(Tensor input, long dim, bool keepdim = false) => input.max(dim, keepdim);

    public static Tensor argmax(Tensor input, long dim, bool keepdim = false) => input.argmax(dim, keepdim);

    public static (Tensor values, Tensor indexes) topk(Tensor input, int k, int dim = -1, bool largest = true, bool sorted = true) =>
        input.topk(k, dim, largest, sorted);

    public static (Tensor Values, Tensor Indices) sort(Tensor input, long dim = -1, bool descending = false) => input.sort(dim, descending);

    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);

    public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);

    public static Tensor logsumexp(Tensor input, long dim, bool keepdim = false) => input.logsumexp(dim, keepdim);

    public static Tensor nonzero(Tensor input) => input.nonzero();
}

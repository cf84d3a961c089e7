using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How a loss over many items becomes one number; the numbers are libtorch's own.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            private static readonly Operator Linear = new("linear"), LayerNorm = new("layer_norm");
            private static readonly Operator CrossEntropy = new("cross_entropy_loss"), NllLoss = new("nll_loss_nd"), MseLoss = new("mse_loss");
            private static readonly Operator BinaryCrossEntropy = new("binary_cross_entropy_with_logits"), KlDiv = new("kl_div");
            private static readonly Operator OneHot = new("one_hot"), Pad = new("constant_pad_nd"), LogSigmoid = new("log_sigmoid");
            private static readonly Operator CosineSimilarity = new("cosine_similarity"), BatchedAttention = new("scaled_dot_product_attention");

            /// <summary>input · weightᵀ + bias; weight is [out, in].</summary>
            public static Tensor linear(Tensor input, Tensor weight, Tensor? bias = null) => Linear.Invoke(input, weight, bias);

            /// <param name="input">Logits [items, classes, …].</param>
            /// <param name="target">Class indices [items, …], or probabilities in the shape of input.</param>
            /// <param name="weight">A weight a class.</param>
            /// <param name="ignore_index">Targets with this value count for nothing.</param>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0.0) =>
                CrossEntropy.Invoke(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean) =>
                NllLoss.Invoke(input, target, weight, (long)reduction, ignore_index);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                MseLoss.Invoke(input, target, (long)reduction);

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                BinaryCrossEntropy.Invoke(input, target, weight, pos_weights, (long)reduction);

            /// <param name="input">Log-probabilities.</param>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = false, Reduction reduction = Reduction.Mean) =>
                KlDiv.Invoke(input, target, (long)reduction, log_target);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                LayerNorm.Invoke(input, normalized_shape, weight, bias, eps);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                var result = input.dropout(p, training);
                return inplace ? input.copy_(result) : result;
            }

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_() : x.silu();

            public static Tensor gelu(Tensor x, bool inplace = false) => inplace ? x.copy_(x.gelu()) : x.gelu();

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            public static Tensor sigmoid(Tensor x, bool inplace = false) => inplace ? x.sigmoid_() : x.sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();

            public static Tensor logsigmoid(Tensor x) => LogSigmoid.Invoke(x);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor input, long dim, ScalarType? dtype = null) => input.log_softmax(dim, dtype);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => OneHot.Invoke(x, num_classes);

            /// <param name="pad">Before and after, last dimension first.</param>
            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, double value = 0) => Pad.Invoke(input, Argument.Ints(pad), (Scalar)value);

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) => CosineSimilarity.Invoke(x1, x2, dim, eps);

            public static Tensor normalize(Tensor input, float p = 2.0f, int dim = 1, double eps = 1e-12) =>
                input / input.norm(dim, keepdim: true, p).clamp(min: eps);

            /// <summary>softmax(query · keyᵀ / √headDim) · value; all are [batch, heads, time, headDim].</summary>
            /// <param name="attn_mask">True where attention is allowed, or numbers that are added; not together with <paramref name="is_casual"/>.</param>
            /// <param name="p">Probability of dropping a weight.</param>
            /// <param name="is_casual">Each position sees itself and what is before it. (TorchSharp spells it so.)</param>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false)
            {
                if (attn_mask is not null && is_casual) throw new ArgumentException("give either a mask or is_casual", nameof(attn_mask));
                return BatchedAttention.Exists
                    ? BatchedAttention.Invoke(query, key, value, attn_mask, p, is_casual)
                    : ComposedAttention(query, key, value, attn_mask, p, is_casual);
            }

            // libtorch 1.13 has no operator of that name.
            private static Tensor ComposedAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                var scores = (query * (1.0 / Math.Sqrt(query.shape[^1]))).matmul(key.transpose(-2, -1));
                if (causal)
                    scores = scores.masked_fill(ones(scores.shape[^2], scores.shape[^1], ScalarType.Bool, scores.device).triu(1), double.NegativeInfinity);
                else if (mask is not null)
                    scores = mask.dtype == ScalarType.Bool ? scores.masked_fill(mask.logical_not(), double.NegativeInfinity) : scores + mask;
                var weights = scores.softmax(-1);
                return (p > 0 ? weights.dropout(p, training: true) : weights).matmul(value);
            }
        }
    }
}

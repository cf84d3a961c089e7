using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Models;

/// <summary>
/// The Llama decoder: RMSNorm before each block, rotary positions, grouped-query attention, SwiGLU, computed in float32.
/// Touvron et al., "LLaMA", 2023; Ainslie et al., "GQA", 2023; Shazeer, "GLU Variants Improve Transformer", 2020.
/// Parameters carry the names of Hugging Face checkpoints.
/// </summary>
public sealed class Llama : nn.Module<Tensor, Tensor>
{
    private readonly LlamaDecoder _model;
    private readonly Projection? _head;
    private readonly RotaryPositions _positions;

    /// <summary>A model with random weights, drawn from the global generator (<c>manual_seed</c>).</summary>
    /// <param name="kernels">Null: <see cref="LlamaKernels.Best"/>.</param>
    public Llama(LlamaConfig config, ILlamaKernels? kernels = null)
        : base(nameof(Llama))
    {
        Config = config;
        _model = new LlamaDecoder(config, kernels ?? LlamaKernels.Best);
        _positions = new RotaryPositions(config);
        register_module("model", _model);
        if (config.TieEmbeddings)
            return;
        _head = new Projection(config.HiddenSize, config.VocabularySize, InitialWeights.Deviation);
        register_module("lm_head", _head);
    }

    public LlamaConfig Config { get; }

    public IReadOnlyList<LlamaLayer> Layers => _model.Layers;

    /// <summary>The norm after the last layer.</summary>
    public RmsNorm FinalNorm => _model.Norm;

    /// <summary>Logits [batch, time, vocabulary] of whole sequences of token ids [batch, time].</summary>
    public override Tensor forward(Tensor ids)
    {
        using var hidden = Hidden(ids);
        return Logits(hidden);
    }

    /// <summary>
    /// Final hidden states [batch, time, hidden] of whole sequences [batch, time], each starting at position 0. Padding belongs
    /// on the right, where causal attention keeps it out of every real token's sight.
    /// </summary>
    public Tensor Hidden(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return _model.Run(ids, new AttentionInputs(_positions.First(ids.shape[1]))).MoveToOuterDisposeScope();
    }

    /// <summary>Final hidden states [rows, time, hidden] of tokens [rows, time] that continue what the cache has seen; the cache takes them in.</summary>
    public Tensor Hidden(Tensor ids, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        var time = ids.shape[1];
        var rotation = _positions.At(cache.NextPositions(time));
        var hidden = _model.Run(ids, new AttentionInputs(rotation, cache.NextMask(time), cache));
        cache.Advance(time);
        return hidden.MoveToOuterDisposeScope();
    }

    /// <summary>Logits [..., vocabulary] of hidden states [..., hidden]; give it only the rows whose logits are wanted.</summary>
    public Tensor Logits(Tensor hidden) =>
        _head is null ? nn.functional.linear(hidden, _model.Embeddings) : _head.call(hidden);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _positions.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>What attention needs beside its input; made once for all layers.</summary>
/// <param name="Mask">[batch, time, columns], added to the scores; null where each token sees itself and all before it.</param>
internal sealed record AttentionInputs(Rotation Rotation, Tensor? Mask = null, KeyValueCache? Cache = null);

internal sealed class LlamaDecoder : nn.Module
{
    private readonly EmbeddingTable _table;
    private readonly List<LlamaLayer> _layers;

    public LlamaDecoder(LlamaConfig config, ILlamaKernels kernels)
        : base(nameof(LlamaDecoder))
    {
        _table = new EmbeddingTable(config);
        _layers = Enumerable.Range(0, config.Layers).Select(index => new LlamaLayer(config, index, kernels)).ToList();
        Norm = new RmsNorm(config.HiddenSize, config.NormEpsilon, kernels);
        register_module("embed_tokens", _table);
        register_module("layers", nn.ModuleList(_layers.ToArray()));
        register_module("norm", Norm);
    }

    public IReadOnlyList<LlamaLayer> Layers => _layers;

    public RmsNorm Norm { get; }

    /// <summary>[vocabulary, hidden]</summary>
    public Parameter Embeddings => _table.Weight;

    public Tensor Run(Tensor ids, AttentionInputs inputs)
    {
        using var scope = NewDisposeScope();
        var hidden = _table.call(ids);
        foreach (var layer in _layers)
        {
            var next = layer.Run(hidden, inputs);
            hidden.Dispose();
            hidden = next;
        }

        return Norm.call(hidden).MoveToOuterDisposeScope();
    }
}

internal sealed class EmbeddingTable : nn.Module<Tensor, Tensor>
{
    public EmbeddingTable(LlamaConfig config)
        : base(nameof(EmbeddingTable))
    {
        Weight = InitialWeights.Normal(config.VocabularySize, config.HiddenSize, InitialWeights.Deviation);
        register_parameter("weight", Weight);
    }

    public Parameter Weight { get; }

    public override Tensor forward(Tensor ids)
    {
        using var flat = ids.flatten();
        using var rows = Weight.index_select(0, flat);
        return rows.view(ids.shape[0], ids.shape[1], Weight.shape[1]);
    }
}

/// <summary>One decoder layer: attention, then the gated feed-forward block, each added to the residual stream.</summary>
public sealed class LlamaLayer : nn.Module
{
    private readonly RmsNorm _attentionNorm;
    private readonly RmsNorm _feedForwardNorm;
    private readonly LlamaAttention _attention;
    private readonly LlamaFeedForward _feedForward;

    internal LlamaLayer(LlamaConfig config, int index, ILlamaKernels kernels)
        : base(nameof(LlamaLayer))
    {
        _attentionNorm = new RmsNorm(config.HiddenSize, config.NormEpsilon, kernels);
        _feedForwardNorm = new RmsNorm(config.HiddenSize, config.NormEpsilon, kernels);
        _attention = new LlamaAttention(config, index, kernels);
        _feedForward = new LlamaFeedForward(config, kernels);
        register_module("input_layernorm", _attentionNorm);
        register_module("self_attn", _attention);
        register_module("post_attention_layernorm", _feedForwardNorm);
        register_module("mlp", _feedForward);
    }

    /// <summary>The layer's linear maps by the name that checkpoints give them, relative to the layer.</summary>
    public IEnumerable<(string Name, Projection Projection)> Projections =>
        _attention.Projections.Select(pair => ("self_attn." + pair.Name, pair.Projection))
            .Concat(_feedForward.Projections.Select(pair => ("mlp." + pair.Name, pair.Projection)));

    internal Tensor Run(Tensor hidden, AttentionInputs inputs)
    {
        using var scope = NewDisposeScope();
        var attended = hidden + _attention.Run(_attentionNorm.call(hidden), inputs);
        return (attended + _feedForward.call(_feedForwardNorm.call(attended))).MoveToOuterDisposeScope();
    }
}

internal sealed class LlamaAttention : nn.Module
{
    private readonly Projection _query;
    private readonly Projection _key;
    private readonly Projection _value;
    private readonly Projection _output;
    private readonly ILlamaKernels _kernels;
    private readonly int _index;
    private readonly int _heads;
    private readonly int _keyValueHeads;
    private readonly int _headDimension;

    public LlamaAttention(LlamaConfig config, int index, ILlamaKernels kernels)
        : base(nameof(LlamaAttention))
    {
        (_kernels, _index, _heads, _keyValueHeads, _headDimension) = (kernels, index, config.Heads, config.KeyValueHeads, config.HeadDimension);
        _query = new Projection(config.HiddenSize, _heads * _headDimension, InitialWeights.Deviation);
        _key = new Projection(config.HiddenSize, _keyValueHeads * _headDimension, InitialWeights.Deviation);
        _value = new Projection(config.HiddenSize, _keyValueHeads * _headDimension, InitialWeights.Deviation);
        // Outputs into the residual stream start smaller, so that its variance does not grow with depth (GPT-2).
        _output = new Projection(_heads * _headDimension, config.HiddenSize, InitialWeights.Deviation / Math.Sqrt(2 * config.Layers));
        foreach (var (name, projection) in Projections)
            register_module(name, projection);
    }

    public IEnumerable<(string Name, Projection Projection)> Projections =>
        [("q_proj", _query), ("k_proj", _key), ("v_proj", _value), ("o_proj", _output)];

    /// <param name="input">[batch, time, hidden]</param>
    public Tensor Run(Tensor input, AttentionInputs inputs)
    {
        using var scope = NewDisposeScope();
        var (batch, time) = (input.shape[0], input.shape[1]);
        var (queries, keys, values) = _kernels.RotaryHeads(Projection.Joint(input, _query, _key, _value), inputs.Rotation, _heads, _keyValueHeads);
        if (inputs.Cache is not null)
            (keys, values) = inputs.Cache.Append(_index, keys, values);

        // The query heads that share a key head are laid one after the other along time: [batch · kvHeads, group · time, headDimension].
        var group = _heads / _keyValueHeads;
        var columns = keys.shape[2];
        queries = queries.reshape(batch * _keyValueHeads, group * time, _headDimension);
        keys = keys.reshape(batch * _keyValueHeads, columns, _headDimension);
        values = values.reshape(batch * _keyValueHeads, columns, _headDimension);
        var mixed = bmm(Weights(queries, keys, inputs.Mask, batch), values)
            .view(batch, _heads, time, _headDimension).transpose(1, 2).reshape(batch, time, _heads * _headDimension);
        return _output.call(mixed).MoveToOuterDisposeScope();
    }

    // [batch · kvHeads, group · time, columns]: how much each query takes of each value.
    private Tensor Weights(Tensor queries, Tensor keys, Tensor? mask, long batch)
    {
        var scale = 1 / MathF.Sqrt(_headDimension);
        if (mask is null)
            return _kernels.CausalSoftmax(bmm(queries, keys.transpose(1, 2)), scale);
        var (rows, columns) = (queries.shape[1], keys.shape[1]);
        var spread = mask.view(batch, 1, 1, mask.shape[1], columns).expand(batch, _keyValueHeads, rows / mask.shape[1], mask.shape[1], columns)
            .reshape(batch * _keyValueHeads, rows, columns);
        return baddbmm(spread, queries, keys.transpose(1, 2), beta: 1, alpha: scale).softmax(-1);
    }
}

internal sealed class LlamaFeedForward : nn.Module<Tensor, Tensor>
{
    private readonly ILlamaKernels _kernels;
    private readonly Projection _gate;
    private readonly Projection _up;
    private readonly Projection _down;

    public LlamaFeedForward(LlamaConfig config, ILlamaKernels kernels)
        : base(nameof(LlamaFeedForward))
    {
        _kernels = kernels;
        _gate = new Projection(config.HiddenSize, config.IntermediateSize, InitialWeights.Deviation);
        _up = new Projection(config.HiddenSize, config.IntermediateSize, InitialWeights.Deviation);
        _down = new Projection(config.IntermediateSize, config.HiddenSize, InitialWeights.Deviation / Math.Sqrt(2 * config.Layers));
        foreach (var (name, projection) in Projections)
            register_module(name, projection);
    }

    public IEnumerable<(string Name, Projection Projection)> Projections =>
        [("gate_proj", _gate), ("up_proj", _up), ("down_proj", _down)];

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _down.call(_kernels.SwiGlu(Projection.Joint(input, _gate, _up))).MoveToOuterDisposeScope();
    }
}

namespace TorchSharp.Modules;

/// <summary>Adam (Kingma and Ba, 2015) with an L2 penalty, and AdamW (Loshchilov and Hutter, 2019) with decoupled decay.</summary>
public abstract class AdamFamily : torch.optim.StatefulOptimizer<AdamFamily.ParamGroup, AdamFamily.Options, AdamFamily.State>
{
    private readonly bool _decoupled;

    private protected AdamFamily(IEnumerable<ParamGroup> groups, bool decoupled)
    {
        _decoupled = decoupled;
        foreach (var group in groups) add_param_group(group);
    }

    /// <summary>The kernel in use; the plain one is what the fused one is compared with.</summary>
    internal IAdamStep Kernel { get; set; } = new FusedAdamStep();

    protected override State NewState(Parameter parameter) => new(parameter);

    protected override void Step(torch.optim.ParamGroup group)
    {
        var options = (Options)group.OptionsOfGroup;
        var slots = new List<AdamSlot>(group.Parameters.Count);
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is not { } gradient) continue;
            var state = StateOf(parameter);
            state.step++;
            slots.Add(new AdamSlot(parameter, gradient, state));
        }
        if (slots.Count > 0) Kernel.Step(slots, options, _decoupled);
    }

    public sealed class ParamGroup : torch.optim.ParamGroup
    {
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-8, double weight_decay = 0, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                maximize = maximize,
            })
        {
        }
    }

    public sealed class Options : OptimizerOptions
    {
        public double beta1 { get; set; }

        public double beta2 { get; set; }

        public double eps { get; set; }

        public double weight_decay { get; set; }

        public bool maximize { get; set; }
    }

    public sealed class State : OptimizerState
    {
        internal State(torch.Tensor parameter)
        {
            exp_avg = torch.zeros_like(parameter).DetachFromDisposeScope();
            exp_avg_sq = torch.zeros_like(parameter).DetachFromDisposeScope();
        }

        /// <summary>Updates done so far.</summary>
        public long step { get; set; }

        public torch.Tensor exp_avg { get; }

        public torch.Tensor exp_avg_sq { get; }

        internal override void CopyFrom(OptimizerState other)
        {
            if (other is not State source) throw new ArgumentException($"the state is of another optimizer: {other.GetType()}", nameof(other));
            step = source.step;
            Take(exp_avg, source.exp_avg);
            Take(exp_avg_sq, source.exp_avg_sq);
        }

        internal override void Free()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
        }
    }
}

public sealed class AdamW : AdamFamily
{
    internal AdamW(IEnumerable<ParamGroup> groups) : base(groups, decoupled: true) { }
}

public sealed class Adam : AdamFamily
{
    internal Adam(IEnumerable<ParamGroup> groups) : base(groups, decoupled: false) { }
}

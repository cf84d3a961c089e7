using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with momentum: v ← momentum · v + (1 − dampening) · g, then x ← x − lr · v.</summary>
public sealed class SGD : OptimizerHelper
{
    private readonly Options _defaults;

    internal SGD(IEnumerable<Modules.ParamGroup> groups, Options defaults)
    {
        _defaults = defaults;
        foreach (var group in groups) add_param_group(group);
    }

    private protected override void Complete(Modules.ParamGroup group)
    {
        var options = (Options)(group.Options ??= new Options());
        options.LearningRate ??= _defaults.LearningRate;
        options.momentum ??= _defaults.momentum;
        options.dampening ??= _defaults.dampening;
        options.weight_decay ??= _defaults.weight_decay;
        options.nesterov ??= _defaults.nesterov;
        options.maximize ??= _defaults.maximize;
        options.InitialLearningRate = options.LearningRate!.Value;
    }

    private protected override OptimizerState NewState(Parameter parameter) => new State();

    private protected override void Step(Modules.ParamGroup group)
    {
        var options = (Options)group.Options;
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is not { } gradient) continue;
            if (options.maximize == true) gradient = gradient.neg();
            if (options.weight_decay is > 0) gradient = gradient.add(parameter, alpha: options.weight_decay.Value);
            parameter.add_(Direction(gradient, (State)StateOf(parameter), options), alpha: -options.LearningRate!.Value);
        }
    }

    private static Tensor Direction(Tensor gradient, State state, Options options)
    {
        if (options.momentum is not (> 0 and var momentum)) return gradient;
        if (state.momentum_buffer is { } buffer) buffer.mul_(momentum).add_(gradient, alpha: 1 - options.dampening!.Value);
        else state.momentum_buffer = buffer = gradient.clone().DetachFromDisposeScope();
        return options.nesterov == true ? gradient.add(buffer, alpha: momentum) : buffer;
    }

    public sealed class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options(lr, momentum, dampening, weight_decay, nesterov, maximize))
        {
        }
    }

    public sealed class Options : OptimizerOptions
    {
        public Options()
        {
        }

        internal Options(double lr, double momentum, double dampening, double weight_decay, bool nesterov, bool maximize)
        {
            LearningRate = lr;
            (this.momentum, this.dampening, this.weight_decay) = (momentum, dampening, weight_decay);
            (this.nesterov, this.maximize) = (nesterov, maximize);
        }

        public double? momentum { get; set; }

        public double? dampening { get; set; }

        public double? weight_decay { get; set; }

        public bool? nesterov { get; set; }

        public bool? maximize { get; set; }

        public override void LoadStateDict(OptimizerOptions source)
        {
            var other = Same<Options>(source);
            base.LoadStateDict(source);
            (momentum, dampening, weight_decay) = (other.momentum, other.dampening, other.weight_decay);
            (nesterov, maximize) = (other.nesterov, other.maximize);
        }
    }

    public sealed class State : OptimizerState
    {
        /// <summary>Null before the first step with momentum.</summary>
        public Tensor? momentum_buffer { get; set; }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = Same<State>(source);
            if (ReferenceEquals(other, this)) return;
            momentum_buffer?.Dispose();
            momentum_buffer = other.momentum_buffer?.clone().DetachFromDisposeScope();
        }

        internal override void Free() => momentum_buffer?.Dispose();
    }
}

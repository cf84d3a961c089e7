namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with momentum: v ← momentum · v + (1 − dampening) · g, then x ← x − lr · v.</summary>
public sealed class SGD : torch.optim.StatefulOptimizer<SGD.ParamGroup, SGD.Options, SGD.State>
{
    internal SGD(IEnumerable<ParamGroup> groups)
    {
        foreach (var group in groups) add_param_group(group);
    }

    protected override State NewState(Parameter parameter) => new(parameter);

    protected override void Step(torch.optim.ParamGroup group)
    {
        var options = (Options)group.OptionsOfGroup;
        foreach (var parameter in group.Parameters)
        {
            if (parameter.grad is not { } gradient) continue;
            if (options.maximize) gradient = gradient.neg();
            if (options.weight_decay != 0) gradient = gradient.add(parameter, alpha: options.weight_decay);
            parameter.add_(Direction(gradient, StateOf(parameter), options), alpha: -options.LearningRate);
        }
    }

    private static torch.Tensor Direction(torch.Tensor gradient, State state, Options options)
    {
        if (options.momentum == 0) return gradient;
        if (state.started) state.momentum_buffer.mul_(options.momentum).add_(gradient, alpha: 1 - options.dampening);
        else state.momentum_buffer.copy_(gradient);
        state.started = true;
        return options.nesterov ? gradient.add(state.momentum_buffer, alpha: options.momentum) : state.momentum_buffer;
    }

    public sealed class ParamGroup : torch.optim.ParamGroup
    {
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0,
            double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            })
        {
        }
    }

    public sealed class Options : OptimizerOptions
    {
        public double momentum { get; set; }

        public double dampening { get; set; }

        public double weight_decay { get; set; }

        public bool nesterov { get; set; }

        public bool maximize { get; set; }
    }

    public sealed class State : OptimizerState
    {
        internal State(torch.Tensor parameter) => momentum_buffer = torch.zeros_like(parameter).DetachFromDisposeScope();

        public torch.Tensor momentum_buffer { get; }

        internal bool started { get; set; }

        internal override void CopyFrom(OptimizerState other)
        {
            if (other is not State source) throw new ArgumentException($"the state is of another optimizer: {other.GetType()}", nameof(other));
            started = source.started;
            Take(momentum_buffer, source.momentum_buffer);
        }

        internal override void Free() => momentum_buffer.Dispose();
    }
}

using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What all optimizers share: groups, one state a parameter, saving and loading of both.</summary>
public abstract class OptimizerHelper : Optimizer
{
    private readonly List<ParamGroup> _groups = [];
    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    public override IEnumerable<ILearningRateController> ParamGroups => _groups;

    public override IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

    public override void zero_grad()
    {
        foreach (var parameter in parameters())
        {
            using var gradient = parameter.grad;
            gradient?.zero_();
        }
    }

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _groups) Step(group);
        return loss;
    }

    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Parameters = param_group.Parameters.ToArray();
        Complete(param_group);
        using var mode = no_grad();
        foreach (var parameter in param_group.Parameters)
        {
            if (!_states.TryAdd(parameter, NewState(parameter)))
                throw new ArgumentException("a parameter appears twice in the optimizer's groups", nameof(param_group));
        }
        _groups.Add(param_group);
    }

    /// <summary>Options and state in the order of the groups and their parameters: all that an exact resume needs.</summary>
    /// <remarks>They are those in use, not copies: save them before the next step.</remarks>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _groups)
        {
            dictionary.Options.Add(group.Options);
            foreach (var parameter in group.Parameters) dictionary.State.Add(_states[parameter]);
        }
        return dictionary;
    }

    /// <exception cref="ArgumentException">The state is of other groups or parameters than this optimizer's.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
            throw new ArgumentException($"the state is of {state_dict.Options.Count} groups and {state_dict.State.Count} parameters, "
                + $"the optimizer has {own.Options.Count} and {own.State.Count}", nameof(state_dict));
        using var mode = no_grad();
        for (int i = 0; i < own.Options.Count; i++) own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (int i = 0; i < own.State.Count; i++) own.State[i].LoadStateDict(state_dict.State[i]);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var state in _states.Values) state.Free();
        _states.Clear();
    }

    private protected OptimizerState StateOf(Parameter parameter) => _states[parameter];

    private protected abstract void Complete(ParamGroup group);

    private protected abstract OptimizerState NewState(Parameter parameter);

    private protected abstract void Step(ParamGroup group);
}

using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>An optimizer with one state a parameter, made before the first step so that saving and resuming see the same list.</summary>
        public abstract class StatefulOptimizer<TGroup, TOptions, TState> : Optimizer
            where TGroup : ParamGroup
            where TOptions : OptimizerOptions
            where TState : OptimizerState
        {
            private readonly Dictionary<Parameter, TState> _states = new(ReferenceEqualityComparer.Instance);

            public void add_param_group(TGroup group)
            {
                using var mode = no_grad();
                foreach (var parameter in group.Parameters)
                {
                    if (!_states.TryAdd(parameter, NewState(parameter)))
                        throw new ArgumentException("a parameter appears twice in the optimizer's groups", nameof(group));
                }
                Add(group);
            }

            public override StateDictionary state_dict()
            {
                var dictionary = new StateDictionary();
                foreach (var group in Groups)
                {
                    dictionary.Options.Add(group.OptionsOfGroup.Copy());
                    foreach (var parameter in group.Parameters) dictionary.State.Add(_states[parameter]);
                }
                return dictionary;
            }

            public override void load_state_dict(StateDictionary state_dict)
            {
                var own = this.state_dict();
                if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
                    throw new ArgumentException($"the state is of {state_dict.Options.Count} groups and {state_dict.State.Count} parameters, "
                        + $"the optimizer has {own.Options.Count} and {own.State.Count}", nameof(state_dict));
                using var mode = no_grad();
                for (int i = 0; i < own.State.Count; i++) own.State[i].CopyFrom(state_dict.State[i]);
                for (int i = 0; i < Groups.Count; i++)
                    Groups[i].OptionsOfGroup = state_dict.Options[i] as TOptions is { } options
                        ? options.Copy()
                        : throw new ArgumentException($"the state is of another optimizer: {state_dict.Options[i].GetType()}", nameof(state_dict));
            }

            protected TState StateOf(Parameter parameter) => _states[parameter];

            protected abstract TState NewState(Parameter parameter);

            protected override void DisposeState()
            {
                foreach (var state in _states.Values) state.Free();
                _states.Clear();
            }
        }
    }
}

using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients. Its state lives outside of every dispose scope.</summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly List<ParamGroup> _groups = [];
            private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

            public virtual IEnumerable<ILearningRateController> ParamGroups => _groups;

            public virtual IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

            /// <summary>Fills the gradients with zeros; <c>model.zero_grad(set_to_none: true)</c> drops them, which is faster.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    gradient?.zero_();
                }
            }

            /// <summary>One update; parameters without a gradient stay as they are.</summary>
            /// <param name="closure">Recomputes the loss; its value is answered.</param>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                var loss = closure?.Invoke();
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                foreach (var group in _groups) Step(group);
                return loss;
            }

            /// <param name="param_group">Its options that are not set take the optimizer's.</param>
            /// <exception cref="ArgumentException">A parameter is in a group already.</exception>
            public virtual void add_param_group(ParamGroup param_group)
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

            public void Dispose()
            {
                foreach (var state in _states.Values) state.Free();
                _states.Clear();
                GC.SuppressFinalize(this);
            }

            protected OptimizerState StateOf(Parameter parameter) => _states[parameter];

            protected abstract void Complete(ParamGroup group);

            protected abstract OptimizerState NewState(Parameter parameter);

            protected abstract void Step(ParamGroup group);

            public class StateDictionary
            {
                public List<OptimizerOptions> Options { get; } = [];

                public List<OptimizerState> State { get; } = [];
            }
        }

        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }
    }
}

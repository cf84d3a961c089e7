using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public interface ILearningRateController
        {
            double LearningRate { get; set; }

            double InitialLearningRate { get; set; }
        }

        /// <summary>Changes parameters by their gradients. Its state lives outside of every dispose scope.</summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly List<ParamGroup> _groups = [];

            public IEnumerable<ILearningRateController> ParamGroups => _groups;

            internal IReadOnlyList<ParamGroup> Groups => _groups;

            public IEnumerable<Parameter> parameters() => _groups.SelectMany(group => group.Parameters);

            public void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters()) nn.Module.ClearGradient(parameter, set_to_none);
            }

            /// <summary>One update; parameters without a gradient stay as they are.</summary>
            /// <param name="closure">Recomputes the loss; its value is answered.</param>
            public Tensor? step(Func<Tensor>? closure = null)
            {
                var loss = closure?.Invoke();
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                foreach (var group in _groups) Step(group);
                return loss;
            }

            /// <summary>Options and state in the order of the groups and their parameters: all that an exact resume needs.</summary>
            /// <remarks>The tensors are those in use; save them before the next step, or clone them.</remarks>
            public abstract StateDictionary state_dict();

            /// <exception cref="ArgumentException">The state is of other groups or parameters than this optimizer's.</exception>
            public abstract void load_state_dict(StateDictionary state_dict);

            public void Dispose()
            {
                DisposeState();
                GC.SuppressFinalize(this);
            }

            protected void Add(ParamGroup group) => _groups.Add(group);

            protected abstract void Step(ParamGroup group);

            protected abstract void DisposeState();
        }

        /// <summary>Parameters that share a learning rate and its companions.</summary>
        public abstract class ParamGroup : ILearningRateController
        {
            private protected ParamGroup(IEnumerable<Parameter> parameters, OptimizerOptions options)
            {
                Parameters = [.. parameters];
                OptionsOfGroup = options;
            }

            public IReadOnlyList<Parameter> Parameters { get; }

            public double LearningRate
            {
                get => OptionsOfGroup.LearningRate;
                set => OptionsOfGroup.LearningRate = value;
            }

            public double InitialLearningRate
            {
                get => OptionsOfGroup.InitialLearningRate;
                set => OptionsOfGroup.InitialLearningRate = value;
            }

            internal OptimizerOptions OptionsOfGroup { get; set; }
        }
    }
}

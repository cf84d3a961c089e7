using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients. Its state lives outside of every dispose scope.</summary>
        public abstract class Optimizer : IDisposable
        {
            public abstract IEnumerable<ILearningRateController> ParamGroups { get; }

            public abstract IEnumerable<Parameter> parameters();

            /// <summary>Fills the gradients with zeros; <c>model.zero_grad(set_to_none: true)</c> drops them, which is faster.</summary>
            public abstract void zero_grad();

            /// <summary>One update; parameters without a gradient stay as they are.</summary>
            /// <param name="closure">Recomputes the loss; its value is answered.</param>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <param name="param_group">Its options that are not set take the optimizer's.</param>
            /// <exception cref="ArgumentException">A parameter is in a group already.</exception>
            public abstract void add_param_group(ParamGroup param_group);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected abstract void Dispose(bool disposing);

            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

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

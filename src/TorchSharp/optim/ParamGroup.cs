using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Parameters that share a learning rate and its companions.</summary>
public class ParamGroup : ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    public OptimizerOptions Options { get; set; } = null!;

    /// <exception cref="InvalidOperationException">None is set: the group is in no optimizer yet.</exception>
    public double LearningRate
    {
        get => Options.LearningRate ?? throw new InvalidOperationException("the group has no learning rate before an optimizer holds it");
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions, new()
{
    public ParamGroup() => base.Options = new TOptions();

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options ?? new TOptions();
    }

    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}

public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        LearningRate = source.LearningRate;
        InitialLearningRate = source.InitialLearningRate;
    }

    private protected TOptions Same<TOptions>(OptimizerOptions source) where TOptions : OptimizerOptions =>
        source as TOptions ?? throw new ArgumentException($"the options are of another optimizer: {source.GetType()}, not {GetType()}", nameof(source));
}

/// <summary>What an optimizer keeps for one parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>Takes over a copy of the values of <paramref name="source"/>.</summary>
    /// <exception cref="ArgumentException">It is of another optimizer, or of a parameter of another shape.</exception>
    public abstract void LoadStateDict(OptimizerState source);

    internal abstract void Free();

    private protected static void Take(torch.Tensor destination, torch.Tensor source)
    {
        if (!destination.shape.AsSpan().SequenceEqual(source.shape))
            throw new ArgumentException($"optimizer state of shape [{string.Join(", ", source.shape)}] does not fit a parameter of shape [{string.Join(", ", destination.shape)}]", nameof(source));
        destination.copy_(source);
    }

    private protected TState Same<TState>(OptimizerState source) where TState : OptimizerState =>
        source as TState ?? throw new ArgumentException($"the state is of another optimizer: {source.GetType()}, not {GetType()}", nameof(source));
}

namespace TorchSharp.Modules;

/// <summary>What an optimizer knows beside the parameters: one entry of options a group, one of state a parameter.</summary>
public sealed class StateDictionary
{
    public IList<OptimizerOptions> Options { get; } = [];

    public IList<OptimizerState> State { get; } = [];
}

public abstract class OptimizerOptions
{
    public double LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    internal OptimizerOptions Copy() => (OptimizerOptions)MemberwiseClone();
}

public abstract class OptimizerState
{
    private protected static void Take(torch.Tensor destination, torch.Tensor source)
    {
        if (!destination.shape.AsSpan().SequenceEqual(source.shape))
            throw new ArgumentException($"optimizer state of shape [{string.Join(", ", source.shape)}] does not fit a parameter of shape [{string.Join(", ", destination.shape)}]");
        destination.copy_(source);
    }

    internal abstract void CopyFrom(OptimizerState other);

    internal abstract void Free();
}

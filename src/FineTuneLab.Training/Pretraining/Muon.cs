using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Pretraining;

/// <summary>
/// Momentum whose step is made orthogonal: of a matrix's averaged gradient U S Vᵀ the step is U Vᵀ, so that all its directions
/// move alike. Jordan et al., "Muon", 2024, with their five Newton–Schulz iterations. For matrices inside the network; embeddings
/// and norms take AdamW.
/// </summary>
public sealed class Muon : IDisposable
{
    private const int Iterations = 5;

    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly List<int[]> _shapes; // places in Matrices

    /// <param name="matrices">Two-dimensional parameters.</param>
    public Muon(IReadOnlyList<Parameter> matrices, double momentum = 0.95, double weightDecay = 0)
    {
        (_momentum, _weightDecay) = (momentum, weightDecay);
        Matrices = matrices;
        Moments = [.. matrices.Select(matrix => zeros_like(matrix).DetachFromDisposeScope())];
        // Matrices of one shape are made orthogonal in one batch.
        _shapes = [.. Enumerable.Range(0, matrices.Count).GroupBy(i => (matrices[i].shape[0], matrices[i].shape[1])).Select(group => group.ToArray())];
    }

    public IReadOnlyList<Parameter> Matrices { get; }

    /// <summary>The averaged gradient of each of <see cref="Matrices"/>: all the state there is.</summary>
    public IReadOnlyList<Tensor> Moments { get; }

    public double LearningRate { get; set; }

    public void ZeroGradients()
    {
        foreach (var matrix in Matrices)
            matrix.grad = null;
    }

    public void Step()
    {
        using var plain = no_grad();
        using var scope = NewDisposeScope();
        var directions = Matrices.Zip(Moments, Direction).ToArray();
        foreach (var places in _shapes)
        {
            var orthogonal = Orthogonalize(stack(places.Select(place => directions[place])));
            var (rows, columns) = (orthogonal.shape[1], orthogonal.shape[2]);
            var tall = Math.Sqrt(Math.Max(1, (double)rows / columns));
            for (var i = 0; i < places.Length; i++)
            {
                var matrix = Matrices[places[i]];
                matrix.mul_(1 - LearningRate * _weightDecay);
                matrix.add_(orthogonal[i], -LearningRate * tall);
            }
        }
    }

    /// <summary>
    /// Roughly U Vᵀ of each matrix of a batch [count, rows, columns]: singular values end between about 0.7 and 1.2. The quintic's
    /// coefficients are those of Jordan et al.
    /// </summary>
    public static Tensor Orthogonalize(Tensor batch)
    {
        using var scope = NewDisposeScope();
        var tall = batch.shape[1] > batch.shape[2];
        var x = tall ? batch.transpose(1, 2).contiguous() : batch;
        x = x / ((x * x).sum([1, 2], keepdim: true).sqrt() + 1e-7);
        for (var i = 0; i < Iterations; i++)
        {
            var a = bmm(x, x.transpose(1, 2));
            var b = a * -4.7750 + bmm(a, a) * 2.0315;
            x = x * 3.4445 + bmm(b, x);
        }

        return (tall ? x.transpose(1, 2) : x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var moment in Moments)
            moment.Dispose();
    }

    // Nesterov's: the average is looked at one step ahead.
    private Tensor Direction(Parameter matrix, Tensor moment)
    {
        var gradient = matrix.grad ?? throw new InvalidOperationException("A matrix has no gradient: backward first.");
        moment.lerp_(gradient, 1 - _momentum);
        return gradient.lerp(moment, _momentum);
    }
}

using System.Diagnostics;
using static TorchSharp.torch;

namespace TorchSharp.Benchmarks;

/// <summary>Training steps of a 2 M-parameter Llama-style model on random tokens: embedding to AdamW, nothing left out.</summary>
public static class TrainingBenchmark
{
    /// <param name="batch">Sequences a step.</param>
    /// <param name="time">Tokens a sequence.</param>
    /// <param name="steps">The fastest counts; one more goes before to warm up.</param>
    public static double TokensPerSecond(int batch, int time, int steps)
    {
        using var scope = NewDisposeScope();
        using var model = new BenchmarkModel(time);
        using var optimizer = optim.AdamW(model.parameters(), lr: 1e-3, beta1: 0.9, beta2: 0.98, weight_decay: 0.05);
        var tokens = randint(BenchmarkModel.Vocabulary, [batch, time]);
        var targets = randint(BenchmarkModel.Vocabulary, [batch * time]);
        double best = double.MaxValue;
        for (int i = 0; i <= steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Step(model, optimizer, tokens, targets);
            if (i > 0) best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return batch * time / best;
    }

    internal static double Step(BenchmarkModel model, optim.Optimizer optimizer, Tensor tokens, Tensor targets)
    {
        using var scope = NewDisposeScope();
        model.zero_grad(set_to_none: true);
        var logits = model.call(tokens).view(-1, BenchmarkModel.Vocabulary);
        var loss = nn.functional.cross_entropy(logits, targets);
        loss.backward();
        nn.utils.clip_grad_norm_(model.parameters(), 1.0);
        optimizer.step();
        return loss.item<float>();
    }
}

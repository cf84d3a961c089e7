using TorchSharp.Benchmarks;
using static TorchSharp.torch;

namespace TorchSharpTests.Hosting;

public sealed class BenchmarkTests : ScopedTest
{
    [Fact]
    public void Model_OfTheBenchmark_HasTwoMillionParametersAndLearns()
    {
        manual_seed(0);
        using var model = new BenchmarkModel(time: 16);
        model.parameters().Sum(parameter => parameter.numel()).ShouldBe(2_016_960);
        using var optimizer = optim.AdamW(model.parameters(), lr: 1e-3);
        var tokens = randint(BenchmarkModel.Vocabulary, [2, 16]);
        var targets = randint(BenchmarkModel.Vocabulary, [32]);
        double first = TrainingBenchmark.Step(model, optimizer, tokens, targets);
        double last = first;
        for (int i = 0; i < 8; i++) last = TrainingBenchmark.Step(model, optimizer, tokens, targets);
        first.ShouldBe(Math.Log(BenchmarkModel.Vocabulary), 0.3);
        last.ShouldBeLessThan(first - 1);
    }

    [Fact]
    public void PeerOutput_IsReadByName()
    {
        var figures = PythonPeer.Parse("""{"ns_add": 900.5, "ns_add_recorded": 1500, "gflops": 200, "version": "1.13.0"}""");
        figures.ShouldBe(new OperatorFigures("python3-torch 1.13.0", 900.5, 1500, 200));
    }
}

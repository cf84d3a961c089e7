using FineTuneLab.Training.Decoding;
using FineTuneLab.Training.Models;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Tests.Models;

public sealed class LlamaTests
{
    private static readonly int[] Sequence = [0, 5, 17, 33, 8, 8, 21, 40, 3];

    [Fact]
    public void StateDictionary_TiedModel_HasTheNamesAndShapesOfHuggingFaceCheckpoints()
    {
        using var model = TinyModel.Create();

        var shapes = model.named_parameters().ToDictionary(pair => pair.name, pair => string.Join("x", pair.parameter.shape));

        shapes.Count.ShouldBe(2 + 9 * TinyModel.Config.Layers);
        shapes["model.embed_tokens.weight"].ShouldBe($"{TinyModel.Config.VocabularySize}x16");
        shapes["model.layers.2.self_attn.q_proj.weight"].ShouldBe("16x16");
        shapes["model.layers.2.self_attn.k_proj.weight"].ShouldBe("8x16");
        shapes["model.layers.0.self_attn.o_proj.weight"].ShouldBe("16x16");
        shapes["model.layers.0.mlp.gate_proj.weight"].ShouldBe("24x16");
        shapes["model.layers.0.mlp.down_proj.weight"].ShouldBe("16x24");
        shapes["model.layers.1.input_layernorm.weight"].ShouldBe("16");
        shapes["model.layers.1.post_attention_layernorm.weight"].ShouldBe("16");
        shapes["model.norm.weight"].ShouldBe("16");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Hidden_TokensOneByOneThroughTheCache_EqualsTheWholeSequence(int first)
    {
        using var scope = NewDisposeScope();
        using var plain = no_grad();
        using var model = TinyModel.Create();
        using var cache = new KeyValueCache(model.Config, 1, Sequence.Length);
        var whole = model.Hidden(Ids(Sequence));

        var parts = new List<Tensor> { model.Hidden(Ids(Sequence[..first]), cache) };
        foreach (var id in Sequence[first..])
            parts.Add(model.Hidden(Ids([id]), cache));

        Largest(cat(parts, 1) - whole).ShouldBeLessThan(1e-5f);
    }

    [Fact]
    public void Hidden_PaddedRow_EqualsTheRowAlone()
    {
        using var scope = NewDisposeScope();
        using var plain = no_grad();
        using var model = TinyModel.Create();
        var alone = model.Hidden(Ids(Sequence[..4]));

        var together = model.Hidden(TokenRows.PadRight([Sequence, Sequence[..4]], Sequence.Length));

        Largest(together[1].narrow(0, 0, 4) - alone[0]).ShouldBeLessThan(1e-5f);
    }

    [Fact]
    public void Hidden_LaterToken_DoesNotChangeEarlierOnes()
    {
        using var scope = NewDisposeScope();
        using var plain = no_grad();
        using var model = TinyModel.Create();
        var changed = Sequence.ToArray();
        changed[^1] = 50;

        var difference = (model.Hidden(Ids(Sequence)) - model.Hidden(Ids(changed))).abs().amax([0, 2]).data<float>().ToArray();

        difference[..^1].ShouldAllBe(value => value == 0);
        difference[^1].ShouldBeGreaterThan(0.01f);
    }

    [Fact]
    public void Backward_EveryParameter_AgreesWithFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        var targets = tensor(Sequence[1..].Select(id => (long)id).ToArray());
        Tensor Loss() => nn.functional.cross_entropy(model.call(Ids(Sequence[..^1])).squeeze(0), targets);
        Loss().backward();

        foreach (var (name, parameter) in model.named_parameters())
        {
            const float reach = 2e-3f;
            using var plain = no_grad();
            var direction = parameter.grad!.sign();
            var slope = (parameter.grad!.abs().sum()).item<float>();
            parameter.add_(direction * reach);
            var above = Loss().item<float>();
            parameter.sub_(direction * (2 * reach));
            var below = Loss().item<float>();
            parameter.add_(direction * reach);
            ((above - below) / (2 * reach)).ShouldBe(slope, 0.05 * slope + 2e-3, name);
        }
    }

    internal static Tensor Ids(int[] ids) => TokenRows.PadRight([ids], ids.Length);

    private static float Largest(Tensor difference) => difference.abs().max().item<float>();
}

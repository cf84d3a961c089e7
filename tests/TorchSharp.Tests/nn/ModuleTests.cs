using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharpTests.Modules;

public sealed class ModuleTests : ScopedTest
{
    [Fact]
    public void RegisterComponents_FindsFieldsByName()
    {
        using var model = new Model();
        model.named_parameters().Select(entry => entry.name)
            .ShouldBe(["scale", "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "head.weight"]);
        model.named_buffers().Select(entry => entry.name).ShouldBe(["offset", "cache"]);
        model.state_dict().Keys.ShouldContain("offset");
        model.state_dict().Keys.ShouldNotContain("cache");
        model.named_modules().Select(entry => entry.name).ShouldBe(["layers", "layers.0", "layers.1", "head"]);
        model.get_parameter("layers.1.bias").ShouldBeSameAs(model.layers[1].bias);
    }

    [Fact]
    public void TiedParameter_IsListedOnceAndSavedTwice()
    {
        using var model = new Model();
        model.register_parameter("tied", model.head.weight);
        model.parameters().Count().ShouldBe(6);
        model.state_dict().Keys.ShouldContain("tied");
    }

    [Fact]
    public void Components_AreOutsideOfScopes()
    {
        Model model;
        using (NewDisposeScope()) model = new Model();
        model.call(ones(1, 3)).shape.ShouldBe([1, 2]);
        model.Dispose();
        model.parameters().ShouldAllBe(parameter => parameter.IsInvalid);
    }

    [Fact]
    public void StateDict_LoadedIntoAnother_MakesThemEqual()
    {
        using var a = new Model();
        using var b = new Model();
        var x = randn(5, 3);
        a.call(x).Equals(b.call(x)).ShouldBeFalse();
        b.load_state_dict(a.state_dict());
        a.call(x).Equals(b.call(x)).ShouldBeTrue();
    }

    [Fact]
    public void LoadStateDict_MissingAndUnknownNames_AreListed()
    {
        using var model = new Model();
        var state = model.state_dict();
        state.Remove("head.weight");
        state["foot.weight"] = ones(1);
        Should.Throw<InvalidOperationException>(() => model.load_state_dict(state)).Message
            .ShouldBe("the state does not fit the module; missing: [head.weight], unexpected: [foot.weight]");
        var (missing, unexpected) = model.load_state_dict(state, strict: false);
        missing.ShouldBe(["head.weight"]);
        unexpected.ShouldBe(["foot.weight"]);
    }

    [Fact]
    public void LoadStateDict_WrongShape_NamesTheTensorAndChangesNothing()
    {
        using var model = new Model();
        var state = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone() * 0);
        state["head.weight"] = ones(2, 9);
        float before = model.scale.item<float>();
        Should.Throw<ArgumentException>(() => model.load_state_dict(state)).Message.ShouldStartWith("head.weight has shape [2, 9] in the state, [2, 4] in the module");
        model.scale.item<float>().ShouldBe(before);
    }

    [Fact]
    public void To_ConvertsNumbersButNotIndices()
    {
        using var model = new Model();
        model.to(bfloat16).ShouldBeSameAs(model);
        model.parameters().ShouldAllBe(parameter => parameter.dtype == bfloat16 && parameter.requires_grad);
        model.call(ones([1, 3], bfloat16)).dtype.ShouldBe(bfloat16);
        model.named_buffers().Single(entry => entry.name == "cache").buffer.dtype.ShouldBe(int64);
    }

    [Fact]
    public void To_KeepsTraining()
    {
        using var model = new Model();
        model.to(float64);
        model.call(ones([1, 3], float64)).sum().backward();
        model.head.weight.grad!.dtype.ShouldBe(float64);
    }

    [Fact]
    public void TrainAndEval_ReachEveryDescendant()
    {
        using var model = Sequential(("drop", Dropout(0.5)));
        model.eval();
        model.call(ones(100)).Equals(ones(100)).ShouldBeTrue();
        model.train();
        model.call(ones(100)).Equals(ones(100)).ShouldBeFalse();
    }

    [Fact]
    public void ZeroGrad_DropsOrFills()
    {
        using var model = Linear(2, 1);
        model.call(ones(1, 2)).sum().backward();
        model.zero_grad(set_to_none: false);
        Values(model.weight.grad!).ShouldBe([0, 0]);
        model.zero_grad(set_to_none: true);
        model.weight.grad.ShouldBeNull();
    }

    [Fact]
    public void FrozenModule_GetsNoGradient()
    {
        using var model = new Model();
        foreach (var parameter in model.parameters()) parameter.requires_grad = false;
        model.call(ones(1, 3)).requires_grad.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    public void Registration_UnderANameThatIsNone_IsRefused(string name)
    {
        using var model = new Model();
        using var child = Dropout();
        Should.Throw<ArgumentException>(() => model.register_module(name, child));
    }

    [Fact]
    public void Registration_Twice_IsRefused()
    {
        using var model = new Model();
        using var child = Dropout();
        Should.Throw<InvalidOperationException>(() => model.register_module("head", child)).Message.ShouldBe("a submodule named head is registered already");
    }

    private sealed class Model : Module<Tensor, Tensor>
    {
        internal readonly Parameter scale = Parameter(ones(1));
        internal readonly ModuleList<Linear> layers = ModuleList(Linear(3, 4), Linear(4, 4));
        internal readonly Linear head = Linear(4, 2, hasBias: false);
        private readonly Tensor offset = zeros(1);

        internal Model()
            : base(nameof(Model))
        {
            RegisterComponents();
            register_buffer("cache", arange(3), persistent: false);
        }

        public override Tensor forward(Tensor input)
        {
            foreach (var layer in layers) input = layer.call(input).relu();
            return head.call(input) * scale + offset;
        }
    }
}

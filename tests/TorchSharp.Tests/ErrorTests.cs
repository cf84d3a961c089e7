using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharpTests;

public sealed class ErrorTests
{
    [Fact]
    public void MatMul_ShapesDoNotFit_CarriesLibtorchsMessageWithoutABacktrace()
    {
        using var scope = NewDisposeScope();
        var error = Should.Throw<ExternalException>(() => ones(2, 3).matmul(ones(4, 5)));
        error.Message.ShouldBe("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)");
    }

    [Fact]
    public void Embedding_IndexOutOfRange_IsAManagedException()
    {
        using var scope = NewDisposeScope();
        var error = Should.Throw<ExternalException>(() => ones(4, 2).index_select(0, Index(9)));
        error.Message.ShouldContain("index out of range");
        error.Message.ShouldNotContain("frame #");

        static Tensor Index(long index) => TorchSharp.torch.tensor(new[] { index });
    }

    [Fact]
    public void Operator_ThatThisLibtorchLacks_NamesOperatorAndVersion()
    {
        var missing = new Operator("no_such_operator.at_all");
        missing.Exists.ShouldBeFalse();
        var error = Should.Throw<ExternalException>(() => missing.Invoke(1L));
        error.Message.ShouldBe($"operator aten::no_such_operator.at_all does not exist in libtorch {__version__}");
    }

    [Fact]
    public void Operator_TooManyArguments_SaysHowManyItTakes()
    {
        using var scope = NewDisposeScope();
        var x = ones(1);
        Should.Throw<ExternalException>(() => new Operator("neg").Invoke(x, x)).Message.ShouldStartWith("aten::neg takes 1 arguments");
    }

    [Fact]
    public void Operator_TooFewArguments_SaysWhichIsMissing()
    {
        using var scope = NewDisposeScope();
        var x = ones(1);
        Should.Throw<ExternalException>(() => new Operator("mm").Invoke(x)).Message.ShouldBe("aten::mm needs its argument 2");
    }

    [Fact]
    public void Operator_ArgumentOfAWrongKind_IsAManagedException()
    {
        using var scope = NewDisposeScope();
        var x = ones(1);
        Should.Throw<ExternalException>(() => new Operator("mm").Invoke(x, 3L)).Message.ShouldContain("Tensor");
    }

    [Fact]
    public void Error_AfterAnError_LeavesTheNextCallWorking()
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < 100; i++) Should.Throw<ExternalException>(() => ones(2).view(3));
        ones(2).sum().item<float>().ShouldBe(2);
    }

    [Fact]
    public void Explanation_ShimThereButNotLoadable_SaysHowToGetLibtorch()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "libtorchshim.so");
        ShimLibrary.Explain(path, "libtorch.so.1.13: cannot open\nshared object file")
            .ShouldBe("libtorch cannot be loaded. Install it with: apt-get install libtorch-dev libopenblas0-pthread. (libtorch.so.1.13: cannot open shared object file)");
    }

    [Fact]
    public void Explanation_ShimMissing_NamesTheFile() =>
        ShimLibrary.Explain("/nowhere/libtorchshim.so", "").ShouldStartWith("the native shim is missing: /nowhere/libtorchshim.so");
}

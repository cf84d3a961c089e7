using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharpTests.Scopes;

public sealed class GradModeTests
{
    [Fact]
    public void NoGrad_Nested_RestoresWhatWasBefore()
    {
        is_grad_enabled().ShouldBeTrue();
        using (no_grad())
        {
            using (enable_grad()) is_grad_enabled().ShouldBeTrue();
            is_grad_enabled().ShouldBeFalse();
        }
        is_grad_enabled().ShouldBeTrue();
    }

    [Fact]
    public void NoGrad_Operation_IsNotRecorded()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        using (no_grad()) (x * 2).requires_grad.ShouldBeFalse();
        (x * 2).requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void NoGrad_BodyThrows_ModeIsRestored()
    {
        Should.Throw<InvalidOperationException>(() =>
        {
            using var mode = no_grad();
            throw new InvalidOperationException("stop here");
        });
        is_grad_enabled().ShouldBeTrue();
    }

    [Fact]
    public void InferenceMode_TensorMadeInside_IsRefusedByTraining()
    {
        using var scope = NewDisposeScope();
        var weight = ones(2, requires_grad: true);
        MadeInside(out var inside);
        is_inference_mode_enabled().ShouldBeFalse();
        Should.Throw<ExternalException>(() => (weight * inside).sum().backward()).Message.ShouldContain("nference tensors cannot be saved for backward");

        static void MadeInside(out Tensor inside)
        {
            using var mode = inference_mode();
            is_inference_mode_enabled().ShouldBeTrue();
            inside = ones(2);
        }
    }
}

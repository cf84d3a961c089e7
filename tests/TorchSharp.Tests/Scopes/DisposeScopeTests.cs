using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchSharpTests.Scopes;

public sealed class DisposeScopeTests
{
    [Fact]
    public void FiftyTrainingSteps_EachInItsScope_LeaveTheNumberOfLiveTensorsFlat()
    {
        using var trainer = new SmallTrainer();
        trainer.Step();
        long after1 = Tensor.TotalCount;
        for (int i = 0; i < 50; i++) trainer.Step();
        Tensor.TotalCount.ShouldBe(after1);
    }

    [Theory]
    [InlineData(SmallTrainer.Failure.InForward)]
    [InlineData(SmallTrainer.Failure.InBackward)]
    [InlineData(SmallTrainer.Failure.BeforeTheStep)]
    public void FiftyTrainingSteps_ThatThrow_LeaveTheNumberOfLiveTensorsFlat(SmallTrainer.Failure failure)
    {
        using var trainer = new SmallTrainer();
        trainer.Step();
        Should.Throw<Exception>(() => trainer.Step(failure));
        long before = Tensor.TotalCount;
        for (int i = 0; i < 50; i++) Should.Throw<Exception>(() => trainer.Step(failure));
        Tensor.TotalCount.ShouldBe(before);
        DisposeScope.Current.ShouldBeNull();
    }

    [Fact]
    public void Trainer_Disposed_GivesEverythingBack()
    {
        long before = Tensor.TotalCount;
        using (var trainer = new SmallTrainer()) trainer.Step();
        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void StepWithoutAScope_Leaks_SoTheCountIsWorthTrusting()
    {
        long before = Tensor.TotalCount;
        var kept = ones(2) + ones(2);
        Tensor.TotalCount.ShouldBeGreaterThan(before);
        kept.Dispose();
    }

    [Fact]
    public void MoveToOuter_FromANestedScope_SurvivesUntilTheOuterCloses()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope()) moved = (ones(3) * 2).MoveToOuterDisposeScope();
            moved.sum().item<float>().ShouldBe(6);
        }
        moved.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void MoveToOuter_FromTheOutermostScope_BelongsToNobody()
    {
        Tensor moved;
        using (NewDisposeScope()) moved = ones(3).MoveToOuterDisposeScope();
        moved.IsInvalid.ShouldBeFalse();
        moved.Dispose();
    }

    [Fact]
    public void MoveToOther_GoesWithThatScope()
    {
        using var first = NewDisposeScope();
        Tensor moved;
        using (NewDisposeScope())
        using (NewDisposeScope()) moved = ones(3).MoveToOtherDisposeScope(first);
        moved.IsInvalid.ShouldBeFalse();
        first.Dispose();
        moved.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void Detach_SurvivesEveryScope()
    {
        Tensor kept;
        using (NewDisposeScope()) kept = ones(3).DetachFromDisposeScope();
        kept.sum().item<float>().ShouldBe(3);
        kept.Dispose();
    }

    [Fact]
    public void DisposeEverythingBut_KeepsOnlyWhatIsNamed()
    {
        using var scope = NewDisposeScope();
        var (a, b, c) = (ones(1), ones(1), ones(1));
        scope.DisposeEverythingBut(b);
        a.IsInvalid.ShouldBeTrue();
        c.IsInvalid.ShouldBeTrue();
        b.IsInvalid.ShouldBeFalse();
        scope.DisposablesCount.ShouldBe(1);
    }

    [Fact]
    public void Attach_TensorMadeOutside_IsFreedWithTheScope()
    {
        var tensor = ones(1);
        using (var scope = NewDisposeScope()) scope.Attach(tensor);
        tensor.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void OuterScope_ClosedBeforeTheInner_LeavesTheInnerWorking()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var tensor = ones(1);
        inner.Dispose();
        tensor.IsInvalid.ShouldBeTrue();
        DisposeScope.Current.ShouldBeNull();
    }

    [Fact]
    public void DisposedTensor_Used_SaysSo()
    {
        Tensor tensor;
        using (NewDisposeScope()) tensor = ones(1);
        Should.Throw<ObjectDisposedException>(() => tensor + 1).ObjectName.ShouldBe("Tensor");
    }

    [Fact]
    public void Scopes_OfTwoThreads_DoNotMeet()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = ones(1));
        thread.Start();
        thread.Join();
        scope.DisposablesCount.ShouldBe(0);
        other!.Dispose();
    }

    [Fact]
    public void TensorsOutsideOfScopes_Forgotten_AreCaughtByTheCollector()
    {
        long before = Tensor.TotalCount;
        Forget();
        for (int i = 0; i < 10 && Tensor.TotalCount > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Tensor.TotalCount.ShouldBeLessThanOrEqualTo(before);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget()
    {
        for (int i = 0; i < 20; i++) _ = ones(4);
    }
}

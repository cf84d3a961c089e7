using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchSharpTests.Tensors;

public sealed class ShapeTests : ScopedTest
{
    private readonly Tensor _cube = arange(24, float32).view(2, 3, 4);

    [Fact]
    public void Metadata_DescribesTheTensor()
    {
        _cube.shape.ShouldBe([2, 3, 4]);
        _cube.stride().ShouldBe([12, 4, 1]);
        (_cube.dim(), _cube.numel(), _cube.size(-1)).ShouldBe((3, 24, 4));
        _cube.dtype.ShouldBe(float32);
        _cube.device.ShouldBe(CPU);
        _cube.ToString().ShouldBe("[2x3x4], type = Float32, device = cpu");
        Should.Throw<ArgumentOutOfRangeException>(() => _cube.size(3));
    }

    [Fact]
    public void Rearrangements_MoveElementsAsExpected()
    {
        _cube.permute(2, 0, 1).shape.ShouldBe([4, 2, 3]);
        _cube.transpose(0, 2)[3, 1, 0].item<float>().ShouldBe(7);
        _cube.transpose(1, 2).is_contiguous().ShouldBeFalse();
        _cube.transpose(1, 2).contiguous().is_contiguous().ShouldBeTrue();
        _cube.reshape(6, -1).shape.ShouldBe([6, 4]);
        _cube.flatten(1).shape.ShouldBe([2, 12]);
        _cube.unflatten(2, 2, 2).shape.ShouldBe([2, 3, 2, 2]);
        _cube[0].t().shape.ShouldBe([4, 3]);
        _cube.unsqueeze(1).squeeze(1).shape.ShouldBe([2, 3, 4]);
        _cube.unsqueeze(0).squeeze().shape.ShouldBe([2, 3, 4]);
        Row(1, 2).unsqueeze(1).expand(2, 3).shape.ShouldBe([2, 3]);
        Values(Row(1, 2).repeat(2)).ShouldBe([1, 2, 1, 2]);
        Values(Row(1, 2).repeat_interleave(2)).ShouldBe([1, 1, 2, 2]);
        Values(Row(1, 2, 3).roll(1, 0)).ShouldBe([3, 1, 2]);
    }

    [Fact]
    public void View_OfAScatteredTensor_IsRefused() =>
        Should.Throw<ExternalException>(() => _cube.transpose(0, 1).view(24)).Message.ShouldContain("view size is not compatible");

    [Fact]
    public void SplitAndCat_AreInverse()
    {
        cat(_cube.split(2, dim: 2), dim: 2).Equals(_cube).ShouldBeTrue();
        cat(_cube.chunk(3, dim: 1), dim: 1).Equals(_cube).ShouldBeTrue();
        _cube.split([1, 3], dim: 2).Select(part => part.shape[2]).ShouldBe([1, 3]);
        stack(_cube.unbind()).Equals(_cube).ShouldBeTrue();
    }

    [Fact]
    public void Cat_OfManyTensors_KeepsTheirOrder()
    {
        var parts = Enumerable.Range(0, 1000).Select(i => torch.tensor((long)i).unsqueeze(0)).ToArray();
        Whole(cat(parts)).ShouldBe(Enumerable.Range(0, 1000).Select(i => (long)i));
    }

    [Fact]
    public void Factories_FillAsTheySay()
    {
        Values(full([2], 1.5)).ShouldBe([1.5f, 1.5f]);
        Whole(arange(2, 8, 3)).ShouldBe([2, 5]);
        Values(arange(0, 1, 0.5)).ShouldBe([0, 0.5f]);
        Values(eye(2)).ShouldBe([1, 0, 0, 1]);
        Values(linspace(0, 1, 3)).ShouldBe([0, 0.5f, 1]);
        ones([2, 2], int64).dtype.ShouldBe(int64);
        Values(zeros_like(ones(2))).ShouldBe([0, 0]);
        Values(full_like(ones(2), 7)).ShouldBe([7, 7]);
        zeros(2, 3, 4).shape.ShouldBe([2, 3, 4]);
    }
}

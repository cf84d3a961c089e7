using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchSharpTests.Tensors;

public sealed class IndexingTests : ScopedTest
{
    private readonly Tensor _table = arange(12, float32).view(3, 4);

    [Fact]
    public void Single_PicksARow_FromEitherEnd()
    {
        Values(_table[1]).ShouldBe([4, 5, 6, 7]);
        Values(_table[-1]).ShouldBe([8, 9, 10, 11]);
        _table[1, 2].item<float>().ShouldBe(6);
    }

    [Fact]
    public void Slices_PickRanges()
    {
        Values(_table[1.., ..2]).ShouldBe([4, 5, 8, 9]);
        Values(_table[TensorIndex.Colon, TensorIndex.Slice(0, null, 2)]).ShouldBe([0, 2, 4, 6, 8, 10]);
        Values(_table[.., ^1]).ShouldBe([3, 7, 11]);
        Values(_table[..^1, 0]).ShouldBe([0, 4]);
    }

    [Fact]
    public void EllipsisAndNone_KeepAndAddDimensions()
    {
        _table[TensorIndex.Ellipsis, 0].shape.ShouldBe([3]);
        _table[TensorIndex.None].shape.ShouldBe([1, 3, 4]);
        _table[TensorIndex.Ellipsis, TensorIndex.None].shape.ShouldBe([3, 4, 1]);
        Values(_table.view(3, 2, 2)[TensorIndex.Ellipsis, 1, 0]).ShouldBe([2, 6, 10]);
    }

    [Fact]
    public void TensorsAsIndices_PickRowsAndPairs()
    {
        var rows = torch.tensor(new long[] { 2, 0 });
        Values(_table[rows]).ShouldBe([8, 9, 10, 11, 0, 1, 2, 3]);
        Values(_table[rows, torch.tensor(new long[] { 1, 3 })]).ShouldBe([9, 3]);
        Values(_table[TensorIndex.Colon, TensorIndex.Tensor(rows)]).ShouldBe([2, 0, 6, 4, 10, 8]);
        Values(_table[_table > 8]).ShouldBe([9, 10, 11]);
        Values(_table[1.., TensorIndex.Tensor(rows)]).ShouldBe([6, 4, 10, 8]);
    }

    [Fact]
    public void Assignment_WritesThroughViewsAndIndices()
    {
        var t = zeros(2, 3);
        t[0] = Row(1, 2, 3);
        t[TensorIndex.Colon, 2] = Row(8, 9);
        Values(t).ShouldBe([1, 2, 8, 0, 0, 9]);
        t[t > 7] = torch.tensor(-1f);
        Values(t).ShouldBe([1, 2, -1, 0, 0, -1]);
    }

    [Fact]
    public void Reading_ShareMemory_UntilATensorIndexes()
    {
        _table[0].fill_(5);
        Values(_table[0]).ShouldBe([5, 5, 5, 5]);
        _table[torch.tensor(new long[] { 1 })].fill_(5);
        Values(_table[1]).ShouldBe([4, 5, 6, 7]);
    }

    [Fact]
    public void IndexOutOfRange_SaysSo() =>
        Should.Throw<ExternalException>(() => _table[3]).Message.ShouldContain("out of range");

    [Fact]
    public void NamedForms_AgreeWithBrackets()
    {
        _table.narrow(1, 1, 2).Equals(_table[.., 1..3]).ShouldBeTrue();
        _table.select(0, 2).Equals(_table[2]).ShouldBeTrue();
        _table.slice(1, 0, 4, 2).Equals(_table[TensorIndex.Colon, TensorIndex.Slice(0, 4, 2)]).ShouldBeTrue();
        var rows = torch.tensor(new long[] { 1, 1 });
        _table.index_select(0, rows).Equals(_table[rows]).ShouldBeTrue();
    }

    [Fact]
    public void GatherAndScatter_AreInverse()
    {
        var index = torch.tensor(new long[,] { { 0, 2 }, { 1, 0 } });
        var picked = _table[..2].gather(1, index);
        Values(picked).ShouldBe([0, 2, 5, 4]);
        Values(zeros(2, 4).scatter_(1, index, picked)).ShouldBe([0, 0, 2, 0, 4, 5, 0, 0]);
        Values(zeros(2, 3).scatter_(1, index, 1)).ShouldBe([1, 0, 1, 1, 1, 0]);
        Values(zeros(3).scatter_add_(0, torch.tensor(new long[] { 1, 1, 2 }), Row(1, 2, 3))).ShouldBe([0, 3, 3]);
        Values(zeros(3).index_add_(0, torch.tensor(new long[] { 2, 2 }), Row(1, 4), 2)).ShouldBe([0, 0, 10]);
    }

    [Fact]
    public void Masks_FillSelectAndChoose()
    {
        var mask = _table.gt(5);
        Values(_table.masked_fill(mask, -1)[1]).ShouldBe([4, 5, -1, -1]);
        Values(_table.masked_select(mask)).ShouldBe([6, 7, 8, 9, 10, 11]);
        Values(where(mask, _table, zeros_like(_table))[1]).ShouldBe([0, 0, 6, 7]);
        Values(where(mask, _table, 0.5)[1]).ShouldBe([0.5f, 0.5f, 6, 7]);
        Whole(Row(0, 3, 0, 1).nonzero()).ShouldBe([1, 3]);
    }
}

using TorchSharp;
using static TorchSharp.torch;

namespace TorchSharpTests.Tensors;

public sealed class ConversionTests : ScopedTest
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    public void SmallWholeNumbers_ThroughAnyElementType_ComeBackUnchanged(ScalarType type)
    {
        var there = Row(0, 1, 2, 100).to(type);
        there.dtype.ShouldBe(type);
        there.ElementSize.ShouldBe(type.ElementSize());
        Values(there.to(float32)).ShouldBe([0, 1, 2, 100]);
    }

    [Fact]
    public void Halves_RoundToTheirPrecision()
    {
        Row(1.0009f).to(float16).data<Half>().ToArray().ShouldBe([(Half)1.0009f]);
        Row(1.005f).to(bfloat16).to(float32).item<float>().ShouldBe(1.0078125f);
        Row(70000).to(float16).to(float32).item<float>().ShouldBe(float.PositiveInfinity);
    }

    [Fact]
    public void Arrays_OfEveryElementType_GoInAndOut()
    {
        torch.tensor(new[] { 1.5, -2 }).data<double>().ToArray().ShouldBe([1.5, -2]);
        torch.tensor(new[] { 1L << 40 }).data<long>().ToArray().ShouldBe([1L << 40]);
        torch.tensor(new[] { -7 }).data<int>().ToArray().ShouldBe([-7]);
        torch.tensor(new byte[] { 255 }).data<byte>().ToArray().ShouldBe([255]);
        torch.tensor(new sbyte[] { -128 }).data<sbyte>().ToArray().ShouldBe([-128]);
        torch.tensor(new[] { true, false }).data<bool>().ToArray().ShouldBe([true, false]);
        torch.tensor(new List<float> { 1, 2 }).data<float>().ToArray().ShouldBe([1, 2]);
        torch.tensor(new[, ,] { { { 1f, 2f } }, { { 3f, 4f } } }).shape.ShouldBe([2, 1, 2]);
        torch.tensor(Array.Empty<float>()).numel().ShouldBe(0);
    }

    [Fact]
    public void Array_InAShape_FillsRowByRow()
    {
        var t = torch.tensor(new[] { 1, 2, 3, 4, 5, 6 }, [2, 3], dtype: float32);
        Values(t[1]).ShouldBe([4, 5, 6]);
        Should.Throw<ArgumentException>(() => torch.tensor(new[] { 1f, 2f, 3f }, [2, 2])).Message.ShouldStartWith("the shape [2, 2] holds 4 elements, the array 3");
    }

    [Fact]
    public void Data_OfAScatteredTensor_ComesInRowMajorOrder()
    {
        var t = arange(6, float32).view(2, 3).t();
        Values(t).ShouldBe([0, 3, 1, 4, 2, 5]);
        t.data<float>()[1, 1].ShouldBe(4);
        t.data<float>()[4].ShouldBe(2);
        t.data<float>().CopyFrom([9, 8, 7, 6, 5, 4]);
        Values(t).ShouldBe([9, 8, 7, 6, 5, 4]);
    }

    [Fact]
    public void Data_OfAnotherElementType_IsRefusedWithTheMend() =>
        Should.Throw<InvalidOperationException>(() => ones(1).data<long>()).Message.ShouldBe("the tensor holds Float32, not Int64; convert it with .to(Int64)");

    [Fact]
    public void Data_OutOfRange_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ones(2, 2).data<float>()[0, 2]);
        Should.Throw<ArgumentException>(() => ones(2).data<float>().CopyFrom([1, 2, 3]));
    }

    [Fact]
    public void Bytes_GoInAndOutWhateverTheElementType()
    {
        var t = zeros(2, int32);
        t.bytes = new byte[] { 1, 0, 0, 0, 0, 1, 0, 0 };
        t.data<int>().ToArray().ShouldBe([1, 256]);
        Should.Throw<ArgumentException>(() => t.bytes = new byte[3]);
        Should.Throw<InvalidOperationException>(() => ones(2, 3).t().bytes.Length);
    }

    [Fact]
    public void Item_ConvertsAndRefusesMoreThanOne()
    {
        torch.tensor(2.75).item<float>().ShouldBe(2.75f);
        torch.tensor(3L).item<int>().ShouldBe(3);
        torch.tensor(true).ToBoolean().ShouldBeTrue();
        Should.Throw<System.Runtime.InteropServices.ExternalException>(() => ones(2).item<float>());
        Should.Throw<OverflowException>(() => torch.tensor(1L << 40).item<int>());
    }

    [Fact]
    public void CopiesAndAliases_ShareMemoryOrNot()
    {
        var a = Row(1, 2);
        var (copy, alias, same) = (a.clone(), a.alias(), a.to(float32));
        a.fill_(9);
        Values(copy).ShouldBe([1, 2]);
        Values(alias).ShouldBe([9, 9]);
        Values(same).ShouldBe([9, 9]);
        Values(a.copy_(torch.tensor(new long[] { 4, 5 }))).ShouldBe([4, 5]);
        Values(a.to(float32, copy: true).zero_() + a).ShouldBe([4, 5]);
    }

    [Fact]
    public void Devices_AreParsedAndPrinted()
    {
        device("cuda:1").ToString().ShouldBe("cuda:1");
        device("cpu").ShouldBe(CPU);
        Should.Throw<ArgumentException>(() => device("tpu")).Message.ShouldStartWith("'tpu' names no device");
        Should.Throw<ArgumentException>(() => device("cuda:x"));
    }
}

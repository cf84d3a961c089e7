using FineTuneLab.Cli.Rendering;

namespace FineTuneLab.Cli.Tests.Rendering;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.0123, "12.3 ms")]
    [InlineData(42, "42 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(3720, "1 h 02 min")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "–")]
    public void Duration_OfSeconds_IsReadable(double seconds, string text) => Figures.Duration(seconds).ShouldBe(text);

    [Theory]
    [InlineData(0.914, 0, "91")]
    [InlineData(0.0044, 1, "0.4")]
    [InlineData(double.NaN, 0, "–")]
    public void Percent_OfAShare_HasTheDecimalsAskedFor(double share, int decimals, string text) => Figures.Percent(share, decimals).ShouldBe(text);

    [Theory]
    [InlineData(2048, "2 KiB")]
    [InlineData(300 * 1024 * 1024, "300 MiB")]
    [InlineData(1.5 * 1024 * 1024 * 1024, "1.5 GiB")]
    [InlineData(double.NaN, "–")]
    public void Bytes_OfASize_HaveAUnit(double bytes, string text) => Figures.Bytes(bytes).ShouldBe(text);
}

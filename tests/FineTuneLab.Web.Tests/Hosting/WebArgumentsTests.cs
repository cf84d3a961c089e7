using FineTuneLab.Core;
using FineTuneLab.Web.Hosting;

namespace FineTuneLab.Web.Tests.Hosting;

public sealed class WebArgumentsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5080")]
    [InlineData("http://localhost:6000")]
    [InlineData("http://[::1]:5080")]
    public void LoopbackAddress_IsTaken(string address) =>
        WebArguments.Parse(["--urls", address, "--root", Path.GetTempPath()]).Address.ShouldBe(new Uri(address));

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://192.168.1.5:5080")]
    [InlineData("http://example.org:5080")]
    [InlineData("http://[::]:5080")]
    public void AddressThatOthersReach_IsRefusedWithTheMend(string address)
    {
        var refusal = Should.Throw<LabException>(() => WebArguments.Parse(["--urls", address]));

        refusal.Message.ShouldContain("no sign-in");
        refusal.Message.ShouldContain("http://127.0.0.1:5080");
    }

    [Theory]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("5080")]
    [InlineData("")]
    public void NoHttpAddress_IsRefused(string address) =>
        Should.Throw<LabException>(() => WebArguments.Parse(["--urls", address])).Message.ShouldContain("is not an address to listen on");

    [Fact]
    public void UnknownArgument_NamesItAndTheUsage() =>
        Should.Throw<LabException>(() => WebArguments.Parse(["--port", "1"])).Message.ShouldContain("'--port' is not an argument of the web server. Usage:");

    [Fact]
    public void ArgumentWithoutValue_IsSaid() =>
        Should.Throw<LabException>(() => WebArguments.Parse(["--urls"])).Message.ShouldContain("--urls lacks its value");

    [Fact]
    public void MissingRoot_IsNamed() =>
        Should.Throw<LabException>(() => WebArguments.Parse(["--root", "/no/such/lab"])).Message.ShouldContain("/no/such/lab");
}

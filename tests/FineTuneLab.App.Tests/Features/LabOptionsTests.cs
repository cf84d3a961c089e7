using FineTuneLab.Core;

namespace FineTuneLab.App.Tests.Features;

public sealed class LabOptionsTests
{
    [Fact]
    public void SeveralWrongSettings_Read_AreAllListed()
    {
        var options = new LabOptions { Root = "/no/such/folder", Worker = "/no/worker.dll", Devices = ["cpu", "cpu"], CancelGraceSeconds = double.NaN };

        var message = Should.Throw<LabException>(() => new LabPaths(options)).Message;

        foreach (var setting in new[] { "Root:", "Worker:", "Devices:", "CancelGraceSeconds:" })
            message.ShouldContain(setting);
    }

    [Fact]
    public void NoSettings_Read_GiveOneCpuAndTheDataFolder()
    {
        var paths = new LabPaths(new LabOptions());

        paths.Devices.ShouldBe(["cpu"]);
        paths.Data.ShouldBe(Path.GetFullPath("data"));
        paths.Worker.ShouldEndWith("/FineTuneLab.Worker/release/FineTuneLab.Worker.dll");
    }
}

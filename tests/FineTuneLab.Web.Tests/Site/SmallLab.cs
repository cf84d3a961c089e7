namespace FineTuneLab.Web.Tests.Site;

/// <summary>One server with two suites for all tests that only ask it things.</summary>
public sealed class SmallLab : IAsyncLifetime
{
    internal TestLab Lab { get; private set; } = null!;

    public async Task InitializeAsync() => Lab = await TestLab.StartAsync(0, "routing", "sums");

    public async Task DisposeAsync() => await Lab.DisposeAsync();
}

using Microsoft.Playwright;

namespace FineTuneLab.Web.Tests.Browser;

/// <summary>Debian's Chromium under Playwright. Nothing is installed or downloaded: <c>./lab test</c> has it installed from Debian.</summary>
internal static class Chromium
{
    private const string Program = "/usr/bin/chromium";

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright)
    {
        File.Exists(Program).ShouldBeTrue($"{Program} is needed: apt-get install chromium");
        return playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }
}

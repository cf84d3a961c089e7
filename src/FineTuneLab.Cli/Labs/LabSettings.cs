using FineTuneLab.App;
using Microsoft.Extensions.Configuration;

namespace FineTuneLab.Cli.Labs;

/// <summary>The lab's settings as the server reads them too: appsettings.json in the root, then the environment (<c>Lab__Root</c>, …).</summary>
internal static class LabSettings
{
    public static IConfiguration Configuration()
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var root = Path.GetFullPath(environment[$"{LabOptions.Section}:{nameof(LabOptions.Root)}"] ?? ".");
        return new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(root, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();
    }

    /// <exception cref="Core.LabException">A setting is wrong.</exception>
    public static LabPaths Paths() => new(Configuration().GetSection(LabOptions.Section).Get<LabOptions>() ?? new LabOptions());
}

using FineTuneLab.App;
using FineTuneLab.App.Runs;
using FineTuneLab.Core;
using Microsoft.AspNetCore.Connections;

namespace FineTuneLab.Web.Hosting;

/// <summary>The web server as a process: exit code 0 when it was told to stop, 1 when it could not serve, with one line that says why.</summary>
public static class WebServer
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            var settings = WebArguments.Parse(arguments);
            await using var app = Build(settings);
            await StartAsync(app, settings);
            Console.WriteLine($"FineTuneLab is at {Authority(settings)}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (LabException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    public static WebApplication Build(WebArguments settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(WebServer).Assembly.GetName().Name,
        });
        builder.Configuration
            .AddInMemoryCollection([new("Logging:LogLevel:Default", nameof(LogLevel.Warning))])
            .AddJsonFile(Path.Combine(settings.Root, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection([new($"{LabOptions.Section}:{nameof(LabOptions.Root)}", settings.Root)]);
        // Why the server cannot start is told once, as its last line, and not as a stack trace before it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls(Authority(settings));
        builder.Services.AddLab(builder.Configuration);
        builder.Services.AddLabSite();
        var app = builder.Build();
        app.UseLabSite();
        return app;
    }

    private static async Task StartAsync(WebApplication app, WebArguments settings)
    {
        try
        {
            await app.StartAsync();
            app.Services.GetRequiredService<DataFolderLock>().Announce(Authority(settings));
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new LabException(
                $"port {settings.Address.Port} is in use by another program.", Authority(settings),
                $"Stop it, or choose another port: --urls http://127.0.0.1:{settings.Address.Port + 1}", e);
        }
    }

    private static string Authority(WebArguments settings) => settings.Address.GetLeftPart(UriPartial.Authority);
}

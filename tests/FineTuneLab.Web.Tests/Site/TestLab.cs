using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FineTuneLab.Web.Hosting;
using Microsoft.AspNetCore.Builder;

namespace FineTuneLab.Web.Tests.Site;

/// <summary>
/// A lab in a folder of its own with the real server on a real port and a real SQLite file. Only the worker is scripted.
/// </summary>
internal sealed class TestLab : IAsyncDisposable
{
    public const string PaceFile = "pace";

    private readonly WebApplication? _server;

    private TestLab(string root, Uri address, WebApplication? server)
    {
        Root = root;
        Address = address;
        _server = server;
        Http = new HttpClient { BaseAddress = address };
    }

    public string Root { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <param name="suites">Suites of the repository that the lab gets; all without any.</param>
    /// <param name="pace">Milliseconds that the worker rests between two steps.</param>
    public static async Task<TestLab> StartAsync(int pace = 0, params string[] suites)
    {
        var lab = Prepare(pace, suites);
        var server = WebServer.Build(new WebArguments(lab.Address, lab.Root));
        await server.StartAsync();
        return new TestLab(lab.Root, lab.Address, server);
    }

    /// <summary>The folder alone, with a free port, for a server that the test starts itself.</summary>
    public static TestLab Prepare(int pace = 0, params string[] suites)
    {
        var root = Directory.CreateTempSubdirectory("lab-web-").FullName;
        CopySuites(root, suites);
        Copy("data/training", root);
        Copy("data/knowledge", root);
        Copy("experiments", root);
        WriteModel(Path.Combine(root, "data", "models", "tiny-llama"));
        File.WriteAllText(Path.Combine(root, PaceFile), pace.ToString(CultureInfo.InvariantCulture));
        var settings = new { Lab = new { Worker = typeof(TestLab).Assembly.Location, CancelGraceSeconds = 1 } };
        File.WriteAllText(Path.Combine(root, "appsettings.json"), JsonSerializer.Serialize(settings));
        return new TestLab(root, new Uri($"http://127.0.0.1:{FreePort()}"), null);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
        {
            await _server.StopAsync();
            await _server.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }

    private static void CopySuites(string root, string[] suites)
    {
        foreach (var suite in suites.Length > 0 ? suites.Select(suite => "data/suites/" + suite) : ["data/suites"])
            Copy(suite, root);
    }

    private static void Copy(string folder, string root)
    {
        var source = Path.Combine(Repository.Root, folder);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(root, folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    // A model's folder as far as anybody but a worker looks into it: config.json and one safetensors header.
    private static void WriteModel(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), """{"architectures":["LlamaForCausalLM"],"max_position_embeddings":512}""");
        const int size = 2_016_960;
        var header = Encoding.UTF8.GetBytes($$$"""{"weight":{"dtype":"F16","shape":[{{{size}}}],"data_offsets":[0,{{{size * 2}}}]}}""");
        using var stream = File.Create(Path.Combine(folder, "model.safetensors"));
        stream.Write(BitConverter.GetBytes((long)header.Length));
        stream.Write(header);
        stream.SetLength(stream.Length + (size * 2));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

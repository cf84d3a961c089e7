using System.Reflection;

namespace FineTuneLab.Web.BlazorScript;

/// <summary>Serves the script that BlazorScript.targets embedded; adds nothing where the SDK's own package supplied it.</summary>
public static class BlazorScriptEndpoint
{
    private const string Resource = "_framework/blazor.web.js";

    public static void MapBlazorScript(this IEndpointRouteBuilder endpoints)
    {
        var script = Read();
        if (script is null)
            return;

        endpoints.MapGet("/" + Resource, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(script, "text/javascript");
        }).ExcludeFromDescription();
    }

    private static byte[]? Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource);
        if (stream is null)
            return null;

        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}

using Microsoft.Net.Http.Headers;

namespace FineTuneLab.Web.Hosting;

/// <summary>
/// Keeps other sites' pages out of a server that trusts whoever can reach loopback: a foreign Host header (DNS rebinding)
/// is refused, and so is whatever changes state or opens a WebSocket with a foreign Origin.
/// A request without Origin is no browser's cross-site request and passes (curl, the lab's terminal).
/// </summary>
public sealed class SameOriginGuard(RequestDelegate next)
{
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!OwnNames.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return Refuse(context, StatusCodes.Status400BadRequest, "This server answers to localhost and 127.0.0.1 only.");
        if (NeedsOwnOrigin(context) && !HasOwnOrigin(request))
            return Refuse(context, StatusCodes.Status403Forbidden, "A page of another site may not do this.");

        return next(context);
    }

    private static bool NeedsOwnOrigin(HttpContext context)
        => context.WebSockets.IsWebSocketRequest
            || context.Request.Headers.Upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase)
            || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    private static bool HasOwnOrigin(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
            return false;

        var origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason);
    }
}

using FineTuneLab.Web.BlazorScript;
using FineTuneLab.Web.Components;
using Radzen;

namespace FineTuneLab.Web.Hosting;

/// <summary>The pages and what guards them, apart from where the lab's data comes from.</summary>
public static class LabSite
{
    public static void AddLabSite(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddRadzenComponents();
    }

    public static void UseLabSite(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseMiddleware<SameOriginGuard>();
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseAntiforgery();
        app.MapBlazorScript();
        app.MapStaticAssets();
        // The headers above forbid framing altogether; Blazor's own, weaker header would only double it.
        app.MapRazorComponents<Components.App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }
}

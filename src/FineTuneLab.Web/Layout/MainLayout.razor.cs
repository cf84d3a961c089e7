using Microsoft.AspNetCore.Components.Web;

namespace FineTuneLab.Web.Layout;

public partial class MainLayout
{
    private ErrorBoundary? _boundary;

    /// <summary>A page that failed must not keep its message when the user goes on to another one.</summary>
    protected override void OnParametersSet() => _boundary?.Recover();
}

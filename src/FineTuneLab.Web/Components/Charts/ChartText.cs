using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace FineTuneLab.Web.Components.Charts;

/// <summary>An SVG text element; Razor keeps the tag's name for itself.</summary>
public sealed class ChartText : ComponentBase
{
    [Parameter, EditorRequired]
    public required double X { get; set; }

    [Parameter, EditorRequired]
    public required double Y { get; set; }

    [Parameter]
    public string? Class { get; set; }

    /// <summary>start, middle or end.</summary>
    [Parameter]
    public string Anchor { get; set; } = "start";

    /// <summary>Turned a quarter to the left around its own place.</summary>
    [Parameter]
    public bool Upright { get; set; }

    [Parameter, EditorRequired]
    public required string Text { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", CurvePath.At(X));
        builder.AddAttribute(2, "y", CurvePath.At(Y));
        builder.AddAttribute(3, "class", Class);
        builder.AddAttribute(4, "text-anchor", Anchor);
        builder.AddAttribute(5, "transform", Upright ? $"rotate(-90 {CurvePath.At(X)} {CurvePath.At(Y)})" : null);
        builder.AddContent(6, Text);
        builder.CloseElement();
    }
}

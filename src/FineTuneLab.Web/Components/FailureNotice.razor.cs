using FineTuneLab.Core;
using Microsoft.AspNetCore.Components;

namespace FineTuneLab.Web.Components;

/// <summary>A failure in words. Only what the lab meant for its user is shown in full; the rest is named and left to the log.</summary>
public partial class FailureNotice
{
    [Parameter, EditorRequired]
    public required Exception Error { get; set; }

    private string Text => Error is LabException
        ? Error.Message
        : $"The page could not be shown ({Error.GetType().Name}). The server's log has the details; reload to try again.";
}

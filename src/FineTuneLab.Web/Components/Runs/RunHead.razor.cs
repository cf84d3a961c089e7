using FineTuneLab.App.Features.Runs;
using FineTuneLab.App.Runs;
using MediatR;
using Microsoft.AspNetCore.Components;

namespace FineTuneLab.Web.Components.Runs;

/// <summary>Top of a run's page: what it is, how it stands, and the way to its parts.</summary>
public partial class RunHead
{
    private bool _busy;

    [Inject]
    private ISender Lab { get; set; } = null!;

    [Parameter, EditorRequired]
    public required RunView Run { get; set; }

    private string Name => $"{Run.Summary.Approach} · seed {Run.Summary.Seed}";

    private bool IsOpen => Run.Summary.Status is RunStatus.Queued or RunStatus.Running;

    private async Task CancelAsync()
    {
        _busy = true;
        await Lab.Send(new CancelRun(Run.Summary.Id));
        _busy = false;
    }

    private string Address(string part = "") => $"runs/{Run.Summary.Id}{part}";
}

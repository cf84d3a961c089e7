using FineTuneLab.App.Features.Experiments;
using FineTuneLab.App.Runs;
using FineTuneLab.Core;
using MediatR;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace FineTuneLab.Web.Components.Experiments;

/// <summary>Top of every page of one experiment: what it asks, how it stands, what can be done with it, and the way to its other pages.</summary>
public partial class ExperimentHead
{
    private bool _busy;
    private string? _failure;

    [Inject]
    private ISender Lab { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Parameter, EditorRequired]
    public required ExperimentSummary Experiment { get; set; }

    private bool IsOpen => Experiment.Status is RunStatus.Queued or RunStatus.Running;

    private async Task CancelAsync()
    {
        var options = new ConfirmOptions { OkButtonText = "Cancel the runs", CancelButtonText = "Keep going" };
        var confirmed = await Dialogs.Confirm("Runs that wait or work are stopped. Scores that are known already stay.", "Cancel this experiment?", options);
        if (confirmed == true)
            await SendAsync(() => Lab.Send(new CancelExperiment(Experiment.Name)));
    }

    private Task RerunAsync() => SendAsync(() => Lab.Send(new RerunMissing(Experiment.Name)));

    private async Task SendAsync(Func<Task> send)
    {
        _busy = true;
        try
        {
            await send();
            _failure = null;
        }
        catch (LabException e)
        {
            _failure = e.Message;
        }
        finally
        {
            _busy = false;
        }
    }

    private string Address(string page = "") => $"experiments/{Experiment.Name}{page}";
}

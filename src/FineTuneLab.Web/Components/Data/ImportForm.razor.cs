using FineTuneLab.App;
using FineTuneLab.App.Features.Data;
using FineTuneLab.Core;
using MediatR;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace FineTuneLab.Web.Components.Data;

/// <summary>Takes a file from the browser, and has the lab make a training set and a suite of it.</summary>
public partial class ImportForm
{
    private const long LargestFile = 64L * 1024 * 1024;

    private IBrowserFile? _file;
    private string _name = "";
    private bool _busy;
    private string? _failure;
    private DataWritten? _written;

    [Inject]
    private ISender Lab { get; set; } = null!;

    [Inject]
    private LabPaths Paths { get; set; } = null!;

    [Parameter]
    public EventCallback OnImported { get; set; }

    private void Choose(InputFileChangeEventArgs chosen)
    {
        _file = chosen.File;
        _failure = null;
        _written = null;
    }

    private async Task ImportAsync()
    {
        _busy = true;
        _failure = null;
        try
        {
            await using var upload = await UploadedFile.ReceiveAsync(_file!, Paths, LargestFile);
            _written = await Lab.Send(new ImportData(upload.Path, _name.Trim().Length > 0 ? _name.Trim() : null));
            await OnImported.InvokeAsync();
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
}

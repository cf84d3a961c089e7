using FineTuneLab.App.Features.Data;
using FineTuneLab.Web.Components.Data;

namespace FineTuneLab.Web.Pages;

/// <summary>What lies under data/, with what is wrong with it where something is.</summary>
public partial class DataPage
{
    private DataFound? _found;

    protected override async Task ReadAsync()
        => _found = new DataFound(
            (await Lab.Send(new ListModels())).Select(DataRow.Of).ToList(),
            (await Lab.Send(new ListSuites())).Select(DataRow.Of).ToList(),
            (await Lab.Send(new ListTrainingSets())).Select(DataRow.Of).ToList(),
            (await Lab.Send(new ListKnowledgeBases())).Select(DataRow.Of).ToList());

    private async Task ReadImportedAsync()
    {
        await TryAsync(ReadAsync);
        StateHasChanged();
    }

    private sealed record DataFound(
        IReadOnlyList<DataRow> Models, IReadOnlyList<DataRow> Suites, IReadOnlyList<DataRow> TrainingSets, IReadOnlyList<DataRow> KnowledgeBases);
}

using FineTuneLab.App.Pipeline;
using FineTuneLab.Core;
using FineTuneLab.Evals.Import;
using MediatR;

namespace FineTuneLab.App.Features.Data;

/// <summary>Turns a labelled data set (a folder or file of CSV or JSONL) into a training set and a suite under data/.</summary>
/// <param name="Source">Path of the data set; absolute, or relative to the lab's root.</param>
/// <param name="Name">Name of what is made; the source's own name when null.</param>
public sealed record ImportData(string Source, string? Name = null) : IRequest<DataWritten>, IWithoutDatabase;

internal sealed class ImportDataHandler(LabPaths paths) : IRequestHandler<ImportData, DataWritten>
{
    public Task<DataWritten> Handle(ImportData request, CancellationToken cancellationToken) =>
        Task.Run(() => Import(request), cancellationToken);

    private DataWritten Import(ImportData request)
    {
        try
        {
            var imported = DataImport.Run(Path.GetFullPath(Path.Combine(paths.Root, request.Source)), paths.Data, new ImportOptions { Name = request.Name });
            return new DataWritten([paths.Named(imported.TrainingSet), paths.Named(imported.Suite)], imported.Notes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"the data cannot be written: {e.Message}", paths.Data, "Check the space left and the right to write there.", e);
        }
    }
}

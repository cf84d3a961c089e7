using FineTuneLab.App.Pipeline;
using FineTuneLab.Evals.TrainingSets;
using MediatR;

namespace FineTuneLab.App.Features.Data;

/// <summary>Every training set under data/.</summary>
public sealed record ListTrainingSets : IRequest<IReadOnlyList<TrainingSetView>>, IWithoutDatabase;

internal sealed class ListTrainingSetsHandler(LabPaths paths) : IRequestHandler<ListTrainingSets, IReadOnlyList<TrainingSetView>>
{
    public Task<IReadOnlyList<TrainingSetView>> Handle(ListTrainingSets request, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<TrainingSetView>>(() => [.. paths.FoldersWith(TrainingSetFile.FileName).Select(View)], cancellationToken);

    private TrainingSetView View(string folder)
    {
        var path = paths.Named(folder);
        var name = Path.GetFileName(folder);
        return DataFolder.Try(() => View(path, TrainingSet.Load(folder)), problem => new TrainingSetView(name, path, "", 0, problem));
    }

    private static TrainingSetView View(string path, TrainingSet set) => new(set.Name, path, set.Hash, set.Rows.Count, null);
}

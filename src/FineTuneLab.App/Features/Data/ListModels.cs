using FineTuneLab.App.Data;
using FineTuneLab.App.Pipeline;
using FineTuneLab.App.Runs;
using MediatR;

namespace FineTuneLab.App.Features.Data;

/// <summary>Every base model in Hugging Face format under data/.</summary>
public sealed record ListModels : IRequest<IReadOnlyList<ModelView>>, IWithoutDatabase;

internal sealed class ListModelsHandler(LabPaths paths, InputHashes hashes) : IRequestHandler<ListModels, IReadOnlyList<ModelView>>
{
    public Task<IReadOnlyList<ModelView>> Handle(ListModels request, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<ModelView>>(() => [.. paths.FoldersWith(ModelFolder.ConfigFile).Select(View)], cancellationToken);

    private ModelView View(string folder)
    {
        var path = paths.Named(folder);
        var name = Path.GetFileName(folder);
        return DataFolder.Try(
            () => View(name, path, ModelFolder.Look(folder)), problem => new ModelView(name, path, "", "", 0, 0, problem));
    }

    private ModelView View(string name, string path, ModelFolder model) =>
        new(name, path, hashes.Of(InputKind.BaseModel, path), model.Architecture, model.Parameters, model.ContextLength, null);
}

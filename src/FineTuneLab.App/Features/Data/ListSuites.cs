using FineTuneLab.App.Pipeline;
using FineTuneLab.Evals.Suites;
using MediatR;

namespace FineTuneLab.App.Features.Data;

/// <summary>Every suite under data/.</summary>
public sealed record ListSuites : IRequest<IReadOnlyList<SuiteView>>, IWithoutDatabase;

internal sealed class ListSuitesHandler(LabPaths paths) : IRequestHandler<ListSuites, IReadOnlyList<SuiteView>>
{
    public Task<IReadOnlyList<SuiteView>> Handle(ListSuites request, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<SuiteView>>(() => [.. paths.FoldersWith(SuiteFile.FileName).Select(View)], cancellationToken);

    private SuiteView View(string folder)
    {
        var path = paths.Named(folder);
        var name = Path.GetFileName(folder);
        return DataFolder.Try(() => View(path, Suite.Load(folder)), problem => new SuiteView(name, path, "", "", "", 0, [], problem));
    }

    private static SuiteView View(string path, Suite suite) =>
        new(suite.Name, path, suite.Hash, suite.Description, RoleName.Of(suite.Role), suite.Items.Count, suite.Scorers, null);
}

using FineTuneLab.App.Pipeline;
using FineTuneLab.Evals.Knowledge;
using MediatR;

namespace FineTuneLab.App.Features.Data;

/// <summary>Every knowledge base: the folders in data/knowledge/.</summary>
public sealed record ListKnowledgeBases : IRequest<IReadOnlyList<KnowledgeBaseView>>, IWithoutDatabase;

internal sealed class ListKnowledgeBasesHandler(LabPaths paths) : IRequestHandler<ListKnowledgeBases, IReadOnlyList<KnowledgeBaseView>>
{
    public Task<IReadOnlyList<KnowledgeBaseView>> Handle(ListKnowledgeBases request, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<KnowledgeBaseView>>(() => [.. Folders().Select(View)], cancellationToken);

    private IEnumerable<string> Folders()
    {
        var all = Path.Combine(paths.Data, "knowledge");
        return Directory.Exists(all) ? Directory.EnumerateDirectories(all).Order(StringComparer.Ordinal) : [];
    }

    private KnowledgeBaseView View(string folder)
    {
        var path = paths.Named(folder);
        var name = Path.GetFileName(folder);
        return DataFolder.Try(() => View(name, path, KnowledgeBase.Load(folder)), problem => new KnowledgeBaseView(name, path, "", 0, problem));
    }

    private static KnowledgeBaseView View(string name, string path, KnowledgeBase found) => new(name, path, found.Hash, found.Passages.Count, null);
}

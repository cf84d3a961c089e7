using MediatR;

namespace FineTuneLab.App.Features.Data;

public sealed record ListKnowledgeBases : IRequest<IReadOnlyList<KnowledgeBaseView>>;

using MediatR;

namespace FineTuneLab.App.Features.Data;

public sealed record ListModels : IRequest<IReadOnlyList<ModelView>>;

using MediatR;

namespace FineTuneLab.App.Features.Data;

public sealed record ListSuites : IRequest<IReadOnlyList<SuiteView>>;

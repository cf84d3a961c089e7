using MediatR;

namespace FineTuneLab.App.Features.Data;

public sealed record ListTrainingSets : IRequest<IReadOnlyList<TrainingSetView>>;

using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>The recommendation with its reasons, from the scores that are known now.</summary>
public sealed record GetRecommendation(string Experiment) : IRequest<RecommendationView>;

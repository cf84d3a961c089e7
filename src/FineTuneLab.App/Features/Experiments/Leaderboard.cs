using MediatR;

namespace FineTuneLab.App.Features.Experiments;

/// <summary>The leaderboard from the scores that are known now.</summary>
public sealed record GetLeaderboard(string Experiment) : IRequest<LeaderboardView>;

using MediatR;

namespace FineTuneLab.App.Features.Data;

/// <summary>Writes the shop's support-desk data (knowledge base, training set, suites) under data/ from a seed.</summary>
public sealed record GenerateData(int Seed = 1) : IRequest<DataWritten>;

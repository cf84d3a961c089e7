using MediatR;

namespace FineTuneLab.App.Features.Data;

/// <summary>Turns a labelled data set (a folder or file of CSV or JSONL) into a training set and a suite under data/.</summary>
/// <param name="Source">Path of the data set; absolute, or relative to the lab's root.</param>
/// <param name="Name">Name of what is made; the source's own name when null.</param>
public sealed record ImportData(string Source, string? Name = null) : IRequest<DataWritten>;

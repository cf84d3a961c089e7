namespace FineTuneLab.App.Features.Data;

/// <summary>A folder or file under data/. <paramref name="Path"/> is relative to the lab's root: what an experiment's YAML names.</summary>
/// <param name="Problem">Why it cannot be used, when it cannot.</param>
public sealed record ModelView(string Name, string Path, string Hash, string Architecture, long Parameters, int ContextLength, string? Problem);

public sealed record SuiteView(string Name, string Path, string Hash, string Title, string Role, int Items, IReadOnlyList<string> Scorers, string? Problem);

public sealed record TrainingSetView(string Name, string Path, string Hash, int Rows, string? Problem);

public sealed record KnowledgeBaseView(string Name, string Path, string Hash, int Passages, string? Problem);

/// <summary>What an import or a generator wrote, relative to the lab's root.</summary>
public sealed record DataWritten(IReadOnlyList<string> Paths, IReadOnlyList<string> Notes);

namespace FineTuneLab.Architecture.Tests.Rules;

/// <summary>Which room may use which: the table of ARCHITECTURE.md. A project that is not in it may use nothing, so adding one means deciding.</summary>
internal static class AllowedReferences
{
    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["FineTuneLab.Core"] = [],
        ["TorchSharp"] = [],
        ["MediatR.Contracts"] = [],
        ["FineTuneLab.Evals"] = ["FineTuneLab.Core"],
        ["FineTuneLab.Tokenizers"] = ["FineTuneLab.Core"],
        ["FineTuneLab.SyntheticData"] = ["FineTuneLab.Core"],
        ["FineTuneLab.Training"] = ["FineTuneLab.Core", "FineTuneLab.Evals", "FineTuneLab.Tokenizers", "FineTuneLab.SyntheticData", "TorchSharp"],
        ["FineTuneLab.Worker"] = ["FineTuneLab.Training"],
        ["FineTuneLab.App"] = ["FineTuneLab.Core", "FineTuneLab.Evals", "FineTuneLab.Tokenizers", "FineTuneLab.SyntheticData", "MediatR.Contracts"],
        ["FineTuneLab.Web"] = ["FineTuneLab.App"],
        ["FineTuneLab.Cli"] = ["FineTuneLab.App"],
    };

    public static IReadOnlyCollection<string> Rooms => Table.Keys;

    public static IEnumerable<string> Violations(IEnumerable<ProjectFile> projects) =>
        from project in projects
        from reference in project.References
        where !Table.GetValueOrDefault(project.Name, []).Contains(reference)
        select $"{project.Name} references {reference}";
}

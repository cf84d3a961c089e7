using System.CommandLine;

namespace FineTuneLab.Cli;

/// <summary>A verb of <c>lab</c>, with examples that its help shows.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}

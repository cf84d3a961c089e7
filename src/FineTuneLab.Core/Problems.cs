namespace FineTuneLab.Core;

/// <summary>Collects everything that is wrong with an input, so that its author mends it in one go and not error by error.</summary>
public sealed class Problems
{
    private readonly List<(string Where, string What)> _found = [];

    public IReadOnlyList<(string Where, string What)> Found => _found;

    /// <param name="where">A file, a file and line ("path:12"), or an item.</param>
    /// <param name="what">What is wrong and what is allowed, as a sentence.</param>
    public void Add(string where, string what) => _found.Add((where, what));

    /// <exception cref="LabException">Something was added: one problem as it is, several as a list.</exception>
    public void ThrowIfAny(string input)
    {
        if (_found.Count == 0)
            return;
        if (_found.Count == 1)
            throw new LabException(_found[0].What, _found[0].Where);

        var lines = _found.Select(problem => $"\n  {problem.Where}: {problem.What}");
        throw new LabException($"{_found.Count} problems:{string.Concat(lines)}", input);
    }
}

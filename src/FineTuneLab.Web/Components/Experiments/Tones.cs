namespace FineTuneLab.Web.Components.Experiments;

/// <summary>One colour per approach, the same on every page of an experiment: by the order in which the experiment names them.</summary>
public sealed class Tones
{
    private const int Colours = 12;
    private readonly Dictionary<string, int> _order = new(StringComparer.Ordinal);

    public Tones(IEnumerable<string> approaches)
    {
        foreach (var approach in approaches)
            _order.TryAdd(approach, _order.Count);
    }

    public string Of(string approach) => $"var(--series-{(_order.GetValueOrDefault(approach) % Colours) + 1})";
}

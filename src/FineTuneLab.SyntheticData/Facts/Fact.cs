using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>
/// Something that entities of a kind have. In patterns, <c>{e}</c> is the entity and <c>{v}</c> the value.
/// </summary>
/// <param name="Name">Unique within the kind.</param>
/// <param name="Value">Draws a value; names in it come from the given side of the split.</param>
/// <param name="Statements">Sentences that state the fact.</param>
/// <param name="Questions">Questions that the value answers.</param>
public sealed record FactAttribute(
    string Name, Func<Rng, Split, string> Value, IReadOnlyList<string> Statements, IReadOnlyList<string> Questions);

/// <summary>A kind of entity (product, person, town, company), how its members are called and what they have.</summary>
public sealed record FactKind(string Name, Func<Rng, Split, string> Entity, IReadOnlyList<FactAttribute> Attributes)
{
    public FactAttribute this[string attribute] =>
        Attributes.FirstOrDefault(a => a.Name == attribute)
        ?? throw new KeyNotFoundException($"The kind '{Name}' has no attribute '{attribute}'.");
}

/// <summary>An attribute's value for one entity.</summary>
public sealed record Fact(FactKind Kind, FactAttribute Attribute, string Entity, string Value)
{
    public static Fact Draw(Rng rng, Split split, FactKind kind, FactAttribute attribute, string entity) =>
        new(kind, attribute, entity, attribute.Value(rng, split));

    public string Statement(Rng rng) => Fill(rng.Pick(Attribute.Statements));

    public string Question(Rng rng) => Fill(rng.Pick(Attribute.Questions));

    public string Fill(string pattern) =>
        pattern.Replace("{e}", Entity, StringComparison.Ordinal).Replace("{v}", Value, StringComparison.Ordinal);
}

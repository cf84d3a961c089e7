using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>Facts about several entities, grouped by entity.</summary>
public static class FactGroups
{
    /// <summary>Entities of one kind with the same attributes, so that only the entity's name tells their facts apart.</summary>
    public static Fact[][] Alike(Rng rng, Split split, int entities, int attributes) =>
        Alike(rng, split, rng.Pick(FactCatalogue.Kinds), entities, attributes);

    /// <summary>The same for a kind that is given.</summary>
    public static Fact[][] Alike(Rng rng, Split split, FactKind kind, int entities, int attributes)
    {
        var chosen = rng.Sample(kind.Attributes, attributes);
        return [.. Entities(rng, split, kind, entities).Select(entity => Describe(rng, split, kind, chosen, entity))];
    }

    /// <summary>Entities of any kind with attributes of their own.</summary>
    public static Fact[][] Mixed(Rng rng, Split split, int entities, int attributes)
    {
        var groups = new Fact[entities][];
        for (var i = 0; i < entities; i++)
            groups[i] = Alike(rng, split, 1, attributes)[0];
        return groups;
    }

    public static Fact One(Rng rng, Split split) => Alike(rng, split, 1, 1)[0][0];

    private static Fact[] Describe(Rng rng, Split split, FactKind kind, FactAttribute[] attributes, string entity) =>
        [.. attributes.Select(attribute => Fact.Draw(rng, split, kind, attribute, entity))];

    // Half of the product lists are of one noun ("Norvik tent", "Zulda tent"): the invented part alone tells them apart.
    private static IEnumerable<string> Entities(Rng rng, Split split, FactKind kind, int count)
    {
        var sharedNoun = kind == ProductFacts.Kind && rng.Chance(0.5) ? " " + rng.Pick(WordLists.Products) : null;
        var entities = new HashSet<string>(StringComparer.Ordinal);
        while (entities.Count < count)
            entities.Add(sharedNoun is null ? kind.Entity(rng, split) : InventedNames.Name(rng, split) + sharedNoun);
        return entities;
    }
}

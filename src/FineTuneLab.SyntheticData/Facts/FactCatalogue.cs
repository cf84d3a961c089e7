using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>Every kind of entity and attribute that the corpus knows. A shop's data draws on the same catalogue.</summary>
public static class FactCatalogue
{
    public static readonly IReadOnlyList<FactKind> Kinds = [ProductFacts.Kind, PersonFacts.Kind, TownFacts.Kind, CompanyFacts.Kind];

    internal static FactAttribute Attribute(
        string name, Func<Rng, Split, string> value, string[] statements, string[] questions) =>
        new(name, value, statements, questions);

    internal static Func<Rng, Split, string> Number(string unit, int low = 2, int high = 99) =>
        (rng, _) => $"{Numbers.Small(rng, low, high)} {unit}";

    internal static Func<Rng, Split, string> OneOf(IReadOnlyList<string> words) => (rng, _) => rng.Pick(words);
}

using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Messages;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.ShopDesk;

/// <summary>
/// A fictional shop: its products and partner firms with their facts, and the queues that its messages go to. Every name is
/// held out from pre-training, so nothing about the shop can be known without being told or taught.
/// </summary>
public sealed class Shop
{
    private const int ProductsEach = 18;
    private const int ProductsForExamples = 4;
    private const int Firms = 8;

    private static readonly string[] ProductAttributes = ["price", "warranty", "weight", "color", "material", "shipping"];
    private static readonly string[] FirmAttributes = ["returns", "opening"];

    public Shop(int seed)
    {
        var rng = new Rng((ulong)seed).Fork("shop");
        var names = new Queue<string>(InventedNames.Names(rng, Split.HeldOut, 1 + Errands.All.Count + (2 * ProductsEach) + ProductsForExamples + Firms));
        Name = $"{names.Dequeue()} Shop";
        Queues = [.. Errands.All.Select(errand => (errand, names.Dequeue()))];
        Products =
        [
            .. Draw(rng, names, ProductsEach, Edition.Unchanged), .. Draw(rng, names, ProductsEach, Edition.New),
            .. Draw(rng, names, ProductsForExamples, Edition.ForExamples),
        ];
        Partners = [.. Enumerable.Range(0, Firms).Select(_ => Partner(rng, names.Dequeue()))];
    }

    public string Name { get; }

    /// <summary>Which team answers which errand.</summary>
    public IReadOnlyList<(Topic Errand, string Queue)> Queues { get; }

    public IReadOnlyList<ShopEntity> Products { get; }

    /// <summary>Firms that the shop works with: articles that retrieval has to tell from the products'.</summary>
    public IReadOnlyList<ShopEntity> Partners { get; }

    /// <summary>Facts of the products of an edition, fact kind by fact kind, so that a sample from the front is balanced.</summary>
    public IReadOnlyList<ShopFact> FactsOf(Edition edition)
    {
        var products = Products.Where(product => product.Edition == edition).ToList();
        return [.. ProductAttributes.SelectMany((_, i) => products.Select(product => product.Facts[i]))];
    }

    private static IEnumerable<ShopEntity> Draw(Rng rng, Queue<string> names, int count, Edition edition)
    {
        for (var i = 0; i < count; i++)
        {
            var product = $"{names.Dequeue()} {rng.Pick(WordLists.Products)}";
            yield return new ShopEntity(product, edition, [.. ProductAttributes.Select(name =>
                Draw(rng, ProductFacts.Kind, ProductFacts.Kind[name], product, edition))]);
        }
    }

    private static ShopEntity Partner(Rng rng, string name)
    {
        var firm = $"{name} {rng.Pick(WordLists.Firms)}";
        return new ShopEntity(firm, Edition.Unchanged, [.. FirmAttributes.Select(attribute =>
            Draw(rng, CompanyFacts.Kind, CompanyFacts.Kind[attribute], firm, Edition.Unchanged))]);
    }

    private static ShopFact Draw(Rng rng, FactKind kind, FactAttribute attribute, string entity, Edition edition)
    {
        var before = Fact.Draw(rng, Split.HeldOut, kind, attribute, entity);
        var now = before;
        while (edition == Edition.New && now.Value == before.Value)
            now = Fact.Draw(rng, Split.HeldOut, kind, attribute, entity);
        return new ShopFact(before, now, rng.Pick(attribute.Statements));
    }
}

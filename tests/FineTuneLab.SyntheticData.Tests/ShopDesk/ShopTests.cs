using FineTuneLab.SyntheticData.ShopDesk;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Tests.ShopDesk;

public sealed class ShopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("finetunelab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SameSeed_WritesTheSameBytes()
    {
        ShopDeskData.Write(Path.Combine(_folder, "a"), seed: 3);
        ShopDeskData.Write(Path.Combine(_folder, "b"), seed: 3);
        ShopDeskData.Write(Path.Combine(_folder, "c"), seed: 4);

        Hash("a").ShouldBe(Hash("b"));
        Hash("c").ShouldNotBe(Hash("a"));
    }

    [Fact]
    public void AnotherSeed_LeavesNothingOfTheFirstBehind()
    {
        ShopDeskData.Write(_folder, seed: 3);
        ShopDeskData.Write(_folder, seed: 4);
        ShopDeskData.Write(Path.Combine(_folder, "fresh"), seed: 4);

        var fresh = Hash("fresh");
        Directory.Delete(Path.Combine(_folder, "fresh"), recursive: true);
        Hash("").ShouldBe(fresh);
    }

    [Fact]
    public void EveryName_IsHeldOutFromPretraining()
    {
        var shop = new Shop(1);
        var names = shop.Products.Concat(shop.Partners).Select(entity => entity.Name.Split(' ')[0]).Concat(shop.Queues.Select(queue => queue.Queue)).ToList();

        names.ShouldAllBe(name => SplitRule.Of(name) == Split.HeldOut);
        names.Distinct().Count().ShouldBe(names.Count);
    }

    [Fact]
    public void NewEditions_ChangeEveryFactAndNothingElseDoes()
    {
        var shop = new Shop(1);

        shop.FactsOf(Edition.New).ShouldAllBe(fact => fact.Changed);
        shop.FactsOf(Edition.Unchanged).ShouldAllBe(fact => !fact.Changed);
        shop.FactsOf(Edition.ForExamples).ShouldAllBe(fact => !fact.Changed);
        shop.Partners.SelectMany(partner => partner.Facts).ShouldAllBe(fact => !fact.Changed);
    }

    [Fact]
    public void Articles_TellTheFactsOfTheirTime()
    {
        ShopDeskData.Write(_folder);
        var fact = new Shop(1).FactsOf(Edition.New)[0];
        string Article(string folder) => File.ReadAllText(Path.Combine(_folder, "knowledge", folder, fact.Now.Entity.ToLowerInvariant().Replace(' ', '-') + ".md"));

        Article("support-desk").ShouldContain(fact.Now.Fill(fact.Statement));
        Article("support-desk-before").ShouldContain(fact.Before.Fill(fact.Statement));
        Article("support-desk").ShouldNotContain(fact.Before.Fill(fact.Statement));
    }

    [Fact]
    public void EverySuite_HasAHundredItemsOrMore()
    {
        ShopDeskData.Write(_folder);

        foreach (var suite in ShopDeskData.SuiteNames)
            File.ReadLines(Path.Combine(_folder, "suites", suite, "items.jsonl")).Count().ShouldBeInRange(100, 200, suite);
    }

    private string Hash(string folder) => Core.ContentHash.OfFolder(Path.Combine(_folder, folder));
}

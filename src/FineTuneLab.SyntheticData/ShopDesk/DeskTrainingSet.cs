using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.SyntheticData.ShopDesk;

/// <summary>
/// What the desk's tuned models learn: messages with their queues, and questions with answers in the house style, each fact in
/// two wordings and as it stood before the update.
/// </summary>
internal static class DeskTrainingSet
{
    public const int Wordings = 2;

    public static void Write(string folder, Shop shop, RoutingData routing, Rng rng)
    {
        var rows = routing.Training.Select(message => (object)new { task = "routing", input = message.Message, expected = message.Queue })
            .Concat(Facts(shop, 0, "facts"))
            .Concat(Facts(shop, 1, "house-style"));
        DeskFiles.WriteText(Path.Combine(folder, "training.yaml"), $"""
            name: support-desk
            description: Messages of {shop.Name} with their queues, and questions on its products with answers in the house style, as known before the update.
            licence: CC0-1.0

            """);
        DeskFiles.WriteRows(Path.Combine(folder, "rows.jsonl"), rng.Shuffled(rows));
    }

    private static IEnumerable<object> Facts(Shop shop, int wording, string task) =>
        shop.FactsOf(Edition.Unchanged).Concat(shop.FactsOf(Edition.New)).Select(fact => new
        {
            task,
            question = fact.Before.Fill(fact.Questions[wording]),
            completion = HouseStyle.Dress(fact.Before.Value),
            expected = fact.Before.Value,
        });
}

using FineTuneLab.SyntheticData.Families;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.ShopDesk;

/// <summary>Messages of customers and the queue that each belongs to. No message stands in two of the lists.</summary>
internal sealed class RoutingData
{
    public const int TrainingMessages = 160;
    private const int ExampleMessages = 40;
    private const int SuiteMessages = 120;

    private readonly Shop _shop;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public RoutingData(Shop shop, Rng rng)
    {
        _shop = shop;
        Training = Draw(rng, TrainingMessages, Split.Train);
        Examples = Draw(rng, ExampleMessages, Split.Train);
        SeenPhrasing = Draw(rng, SuiteMessages, Split.Train);
        HeldOutPhrasing = Draw(rng, SuiteMessages, Split.HeldOut);
    }

    public IReadOnlyList<(string Message, string Queue)> Training { get; }

    public IReadOnlyList<(string Message, string Queue)> Examples { get; }

    public IReadOnlyList<(string Message, string Queue)> SeenPhrasing { get; }

    public IReadOnlyList<(string Message, string Queue)> HeldOutPhrasing { get; }

    public void WriteSuites(string suites)
    {
        Write(Path.Combine(suites, "routing"), "routing", "target", "Customers' messages in wordings that the training set has, each with the queue it belongs to.", SeenPhrasing);
        Write(Path.Combine(suites, "routing-paraphrase"), "routing-paraphrase", "paraphrase",
            "Customers' messages in wordings that neither the training set nor the base model has met.", HeldOutPhrasing);
    }

    private void Write(string folder, string name, string role, string description, IReadOnlyList<(string Message, string Queue)> items)
    {
        var map = LabelMap.Tell("Route", " messages", _shop.Queues.Select(queue => (queue.Errand.Name, queue.Queue)));
        DeskFiles.WriteText(Path.Combine(folder, "suite.yaml"), $$$"""
            name: {{{name}}}
            role: {{{role}}}
            description: {{{description}}}
            licence: CC0-1.0
            template: "Message: {{input}}\nQueue:"
            instruction: {{{DeskFiles.Quoted("Instruction: " + map)}}}
            examples: examples.jsonl
            labels: {{{DeskFiles.List(_shop.Queues.Select(queue => queue.Queue))}}}
            scorers: [label]
            max-tokens: 12

            """);
        DeskFiles.WriteRows(Path.Combine(folder, "items.jsonl"), Rows("message", items));
        DeskFiles.WriteRows(Path.Combine(folder, "examples.jsonl"), Rows("example", Examples));
    }

    private IEnumerable<object> Rows(string prefix, IReadOnlyList<(string Message, string Queue)> messages) => messages.Select((message, i) =>
        new { id = $"{prefix}-{i + 1:000}", input = message.Message, expected = message.Queue, tags = new[] { Errand(message.Queue) } });

    private string Errand(string queue) => _shop.Queues.First(entry => entry.Queue == queue).Errand.Name;

    // Errands take turns, so that every queue is equally frequent.
    private List<(string, string)> Draw(Rng rng, int count, Split phrasing)
    {
        var messages = new List<(string, string)>(count);
        while (messages.Count < count)
        {
            var (errand, queue) = _shop.Queues[messages.Count % _shop.Queues.Count];
            var message = errand.Message(rng, Split.HeldOut, phrasing);
            if (_used.Add(message))
                messages.Add((message, queue));
        }

        return [.. rng.Shuffled(messages)];
    }
}

using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Messages;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>
/// Messages labelled by topic under a map from topic to label that only this document has, told by an instruction, shown by
/// examples, or both. The labels being arbitrary, they can only be learned from the prompt.
/// </summary>
public sealed class LabelMap : IDocumentFamily
{
    private static readonly double[] TopicCountShares = [0.25, 0.25, 0.15, 0.1, 0.05, 0.05, 0.15];

    public string Name => "label-map";

    public Document Write(Rng rng, Split split)
    {
        var topics = LabelSets.Topics(rng, 2 + rng.Weighted(TopicCountShares));
        var canonical = rng.Chance(0.12);
        var labels = canonical ? [.. topics.Select(topic => topic.Name)] : LabelSets.Arbitrary(rng, split, topics.Length);
        var told = rng.Chance(0.55);
        var shown = !told || rng.Chance(0.4);
        var (messageCue, labelCue) = rng.Pick(PromptFormats.Labelling);

        var writer = new DocumentWriter();
        if (told)
            writer.Context(PromptFormats.Instruction(Instruction(rng, topics, labels)));

        var known = new bool[topics.Length];
        var messages = shown ? rng.Between(3, 10) : rng.Between(1, 3);
        var firstTopic = rng.Below(topics.Length);
        for (var i = 0; i < messages; i++)
        {
            // Three different topics would leave nothing to learn from examples alone: the last repeats the first.
            var topic = i == 0 || (shown && i == messages - 1) ? firstTopic : rng.Below(topics.Length);
            writer.Context($"{messageCue}{topics[topic].Message(rng, split)}\n{labelCue}");
            writer.Answer(labels[topic], told || canonical || known[topic] ? LossWeights.Answer : LossWeights.None);
            known[topic] = true;
        }

        return writer.Done();
    }

    private static string Instruction(Rng rng, Topic[] topics, string[] labels)
    {
        var noun = rng.Pick([" messages", " messages", "", " texts"]);
        var order = rng.Shuffled(Enumerable.Range(0, topics.Length));
        return Tell(rng.Pick(["Route", "Route", "Send", "Label"]), noun, order.Select(i => (topics[i].Name, labels[i])));
    }

    /// <summary>"Route billing messages to Norvik, delivery messages to Zulda."</summary>
    public static string Tell(string verb, string noun, IEnumerable<(string Topic, string Label)> map) =>
        $"{verb} {string.Join(", ", map.Select(entry => $"{entry.Topic}{noun} to {entry.Label}"))}.";
}

using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Messages;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>Which of the topics listed in the instruction a message is about.</summary>
public sealed class TopicNaming : IDocumentFamily
{
    public string Name => "topic-naming";

    public Document Write(Rng rng, Split split)
    {
        var topics = LabelSets.Topics(rng, rng.Between(2, 6));
        var writer = new DocumentWriter().Context(PromptFormats.Instruction(Instruction(topics)));
        for (var left = rng.Between(1, 3); left > 0; left--)
        {
            var topic = rng.Pick(topics);
            writer.Context($"Message: {topic.Message(rng, split)}\nTopic:").Answer(topic.Name);
        }

        return writer.Done();
    }

    public static string Instruction(IEnumerable<Topic> topics) =>
        $"Name the topic of the message. Topics: {string.Join(", ", topics.Select(topic => topic.Name))}.";
}

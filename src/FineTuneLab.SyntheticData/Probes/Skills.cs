using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Families;
using FineTuneLab.SyntheticData.Messages;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Probes;

/// <summary>The skills that the base model is measured by.</summary>
public static class Skills
{
    private const int Distractors = 2;

    public static readonly Skill OneFact = new(
        "one-fact", "an unseen fact read from a context of one sentence", rng => Reading(rng, 1, numbered: false, ""));

    public static readonly Skill ThreeFacts = new(
        "three-facts", "the same with two distractors of the same attribute in the context", rng => Reading(rng, 1 + Distractors, numbered: false, ""));

    public static readonly Skill ThreePassages = new(
        "three-passages", "the same with two distractors, as three numbered passages", rng => Reading(rng, 1 + Distractors, numbered: true, ""));

    public static readonly Skill InstructedPassages = new(
        "instructed-passages", "three numbered passages after an instruction",
        rng => Reading(rng, 1 + Distractors, numbered: true, PromptFormats.Instruction("Answer the question from the passages.")));

    public static readonly Skill ArticlePassages = new(
        "article-passages", "three paragraphs of two facts each, as a search in product articles brings them, after an instruction",
        rng => Articles(rng, PromptFormats.Instruction("Give a short answer.")));

    public static readonly Skill ClosedBook = new(
        "closed-book", "an unseen fact asked without its context: should be about 0", rng => Asked(rng, FactGroups.One(rng, Split.HeldOut), ""));

    public static readonly Skill Styled = new(
        "styled", "opening and closing words that an instruction asks for, around a fact from one context", rng => InStyle(rng, 1));

    public static readonly Skill StyledPassages = new(
        "styled-passages", "the same with three numbered passages", rng => InStyle(rng, 1 + Distractors));

    public static readonly Skill ZeroShotLabels = new(
        "zero-shot-labels", "a message's label, arbitrary and told by nothing: should be about 0", rng => Label(rng, 3, told: false, shots: false));

    public static readonly Skill FewShotLabels = new(
        "few-shot-labels", "the same after four examples of three topics; the message's phrasing is held out", rng => Label(rng, 3, told: false, shots: true));

    public static readonly Skill ToldLabels = new(
        "told-labels", "the same with the map of three topics in an instruction", rng => Label(rng, 3, told: true, shots: false));

    public static readonly Skill EightQueues = new(
        "eight-queues", "the same with a map of all eight errands in the instruction", rng => Label(rng, 8, told: true, shots: false));

    public static readonly Skill TopicNames = new("topic-names", "which of four listed topics a message has; phrasing held out", TopicName);

    public static readonly Skill SeenSums = new("seen-sums", "sums seen in training, learned by heart", rng => SumOf(rng, Split.Train));

    public static readonly Skill UnseenSums = new("unseen-sums", "sums of pairs never seen: no arithmetic is claimed", rng => SumOf(rng, Split.HeldOut));

    public static readonly Skill WorldFacts = new("world-facts", "facts of the world seen in training", World);

    public static readonly Skill Copying = new("copying", "two to five held-out words repeated", Copy);

    public static readonly IReadOnlyList<Skill> All =
    [
        OneFact, ThreeFacts, ThreePassages, InstructedPassages, ArticlePassages, ClosedBook, Styled, StyledPassages, ZeroShotLabels, FewShotLabels,
        ToldLabels, EightQueues, TopicNames, SeenSums, UnseenSums, WorldFacts, Copying,
    ];

    private static Probe Reading(Rng rng, int entities, bool numbered, string instruction)
    {
        var facts = FactGroups.Alike(rng, Split.HeldOut, entities, 1).Select(group => group[0]).ToArray();
        return Asked(rng, rng.Pick(facts), instruction + Given(rng, facts, numbered));
    }

    private static Probe Articles(Rng rng, string instruction)
    {
        var paragraphs = Paragraphs.Draw(rng, Split.HeldOut, ProductFacts.Kind, 1 + Distractors, articles: rng.Between(1, 2), facts: 2);
        var given = PromptFormats.Passages(paragraphs.Select(facts => Passages.Of(rng, Split.HeldOut, facts, fillerChance: 0)));
        return Asked(rng, rng.Pick(rng.Pick(paragraphs)), instruction + given);
    }

    private static Probe Asked(Rng rng, Fact fact, string given) =>
        new(given + PromptFormats.Question(fact.Question(rng)), fact.Value);

    private static string Given(Rng rng, IEnumerable<Fact> facts, bool numbered)
    {
        var statements = facts.Select(fact => fact.Statement(rng)).ToArray();
        return numbered ? PromptFormats.Passages(statements) : PromptFormats.Plain.Given(string.Join(' ', statements));
    }

    private static Probe InStyle(Rng rng, int entities)
    {
        var style = StyleTask.DrawBoth(rng, Split.HeldOut);
        var plain = Reading(rng, entities, numbered: entities > 1, PromptFormats.Instruction(style.PlainInstruction()));
        return plain with { Answer = style.Apply(plain.Answer) };
    }

    private static Probe Label(Rng rng, int topicCount, bool told, bool shots)
    {
        var topics = rng.Sample(Errands.All, topicCount);
        var labels = LabelSets.Arbitrary(rng, Split.HeldOut, topicCount);
        var asked = rng.Below(topicCount);
        var prompt = told
            ? PromptFormats.Instruction(LabelMap.Tell("Route", " messages", topics.Select(topic => topic.Name).Zip(labels)))
            : "";
        if (shots)
            prompt += string.Concat(rng.Shuffled([.. Enumerable.Range(0, topicCount), rng.Below(topicCount)])
                .Select(i => $"{Labelled(topics[i].Message(rng, Split.HeldOut))} {labels[i]}\n"));
        return new Probe(prompt + Labelled(topics[asked].Message(rng, Split.HeldOut, phrasing: Split.HeldOut)), labels[asked]);
    }

    private static string Labelled(string message) =>
        PromptFormats.Labelling[0].Message + message + "\n" + PromptFormats.Labelling[0].Label;

    private static Probe TopicName(Rng rng)
    {
        var topics = rng.Sample(Errands.All, 4);
        var topic = rng.Pick(topics);
        var message = topic.Message(rng, Split.HeldOut, phrasing: Split.HeldOut);
        return new Probe($"{PromptFormats.Instruction(TopicNaming.Instruction(topics))}Message: {message}\nTopic:", topic.Name);
    }

    private static Probe SumOf(Rng rng, Split split)
    {
        var sum = Sum.Draw(rng, split);
        return new Probe(PromptFormats.Question(sum.Question), sum.Answer);
    }

    private static Probe World(Rng rng)
    {
        var fact = rng.Pick(WorldFactList.All);
        return new Probe(PromptFormats.Question(rng.Pick(fact.Questions)), fact.Answer);
    }

    private static Probe Copy(Rng rng)
    {
        var text = string.Join(' ', Families.Copying.Words(rng, Split.HeldOut, rng.Between(2, 5)));
        return new Probe($"Repeat: {text}\nOutput:", text);
    }
}

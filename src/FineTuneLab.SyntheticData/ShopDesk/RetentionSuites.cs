using FineTuneLab.SyntheticData.Facts;
using FineTuneLab.SyntheticData.Families;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.ShopDesk;

/// <summary>Skills that the base model has and that tuning may cost. An answer that holds the right value counts; exactness is scored beside it.</summary>
internal static class RetentionSuites
{
    private const int Items = 100;
    private const string Question = "Question: {{question}}\\nAnswer:";

    public static void Write(string suites, Rng rng)
    {
        Write(suites, "reading-one", "Reads an unseen fact from one sentence of context.",
            "Context: {{context}}\\n" + Question, Reading(rng.Fork("one"), 1));
        Write(suites, "reading-three", "Finds the passage that answers among three that tell the same of others.",
            "Passage 1: {{passage1}}\\nPassage 2: {{passage2}}\\nPassage 3: {{passage3}}\\n" + Question, Reading(rng.Fork("three"), 3));
        Write(suites, "sums", "Sums and differences that the base learned by heart.", Question, SumItems(rng.Fork("sums")));
        Write(suites, "world-facts", "Facts of the world that the base learned by heart.", Question, WorldItems());
    }

    private static void Write(string suites, string name, string description, string template, IEnumerable<object> items)
    {
        var folder = Path.Combine(suites, name);
        DeskFiles.WriteText(Path.Combine(folder, "suite.yaml"), $"""
            name: {name}
            role: retention
            description: {description}
            licence: CC0-1.0
            template: "{template}"
            scorers: [contains, exact-match]
            max-tokens: 24

            """);
        DeskFiles.WriteRows(Path.Combine(folder, "items.jsonl"), items);
    }

    private static IEnumerable<object> Reading(Rng rng, int entities)
    {
        for (var i = 0; i < Items; i++)
        {
            var groups = FactGroups.Alike(rng, Split.HeldOut, entities, 1);
            var statements = groups.Select(group => group[0].Statement(rng)).ToList();
            var asked = rng.Pick(groups)[0];
            var id = $"question-{i + 1:000}";
            yield return entities == 1
                ? new { id, context = statements[0], question = asked.Question(rng), expected = asked.Value, tags = new[] { asked.Kind.Name } }
                : new
                {
                    id,
                    passage1 = statements[0],
                    passage2 = statements[1],
                    passage3 = statements[2],
                    question = asked.Question(rng),
                    expected = asked.Value,
                    tags = new[] { asked.Kind.Name },
                };
        }
    }

    private static IEnumerable<object> SumItems(Rng rng)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        while (asked.Count < Items)
        {
            var sum = Sum.Draw(rng, Split.Train);
            if (asked.Add(sum.Question))
                yield return new { id = $"sum-{asked.Count:000}", question = sum.Question, expected = sum.Answer };
        }
    }

    private static IEnumerable<object> WorldItems() => WorldFactList.All
        .SelectMany(fact => fact.Questions.Select(question => (Question: question, fact.Answer)))
        .Select((fact, i) => new { id = $"fact-{i + 1:000}", question = fact.Question, expected = fact.Answer });
}

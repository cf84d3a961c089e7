namespace FineTuneLab.SyntheticData.ShopDesk;

/// <summary>Questions on the shop's facts: what stayed, what changed after the training set was written, and both in the house style.</summary>
internal static class FactSuites
{
    private const int Items = 100;
    private const string PlainInstruction = "Instruction: Give a short answer.";

    public static void Write(string suites, Shop shop)
    {
        var stable = shop.FactsOf(Edition.Unchanged);
        var changed = shop.FactsOf(Edition.New);
        var pool = shop.FactsOf(Edition.ForExamples);
        Write(suites, "facts", "target", "Questions on facts that the training set teaches and that still hold.",
            PlainInstruction, "[contains, exact-match]", stable.Take(Items), pool, answer => answer);
        Write(suites, "updated-facts", "updated-fact", "Questions on facts that changed after the training set was written; the knowledge base has the new ones.",
            PlainInstruction, "[contains, exact-match]", changed.Take(Items), pool, answer => answer);
        var both = stable.Zip(changed, (first, second) => new[] { first, second }).SelectMany(pair => pair).Take(Items);
        Write(suites, "house-style", "format", "Questions to be answered rightly and in the house style; half of the facts changed after the training set was written.",
            HouseStyle.Instruction, "[styled-answer, house-style, contains]", both, pool, HouseStyle.Dress);
    }

    private static void Write(
        string suites, string name, string role, string description, string instruction, string scorers,
        IEnumerable<ShopFact> facts, IReadOnlyList<ShopFact> pool, Func<string, string> shownAs)
    {
        var folder = Path.Combine(suites, name);
        DeskFiles.WriteText(Path.Combine(folder, "suite.yaml"), $$$"""
            name: {{{name}}}
            role: {{{role}}}
            description: {{{description}}}
            licence: CC0-1.0
            template: "Question: {{question}}\nAnswer:"
            instruction: {{{DeskFiles.Quoted(instruction)}}}
            examples: examples.jsonl
            retrieval:
              query: question
              passage: "Passage {{rank}}: {{text}}\n"
            scorers: {{{scorers}}}
            style:
              begins-with: {{{DeskFiles.Quoted(HouseStyle.Opening)}}}
              ends-with: {{{DeskFiles.Quoted(HouseStyle.Closing)}}}
            max-tokens: 28

            """);
        DeskFiles.WriteRows(Path.Combine(folder, "items.jsonl"), facts.Select((fact, i) => Item(fact, i)));
        DeskFiles.WriteRows(Path.Combine(folder, "examples.jsonl"), pool.Select((fact, i) =>
            new { id = $"example-{i + 1:00}", question = fact.Question(i), expected = shownAs(fact.Now.Value) }));
    }

    // The wordings take turns; the training set teaches two of them.
    private static object Item(ShopFact fact, int i)
    {
        var wording = i % fact.Questions.Count;
        var tags = new[] { fact.Now.Attribute.Name, wording < DeskTrainingSet.Wordings ? "taught-wording" : "new-wording", fact.Changed ? "changed" : "unchanged" };
        return new { id = $"question-{i + 1:000}", question = fact.Question(wording), expected = fact.Now.Value, tags };
    }
}

using FineTuneLab.SyntheticData.Words;
using static FineTuneLab.SyntheticData.Facts.FactCatalogue;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>Companies and shops: "Norvik Shop".</summary>
public static class CompanyFacts
{
    public static readonly FactKind Kind = new(
        "company",
        (rng, split) => $"{InventedNames.Name(rng, split)} {rng.Pick(WordLists.Firms)}",
        [
            Attribute("head", InventedNames.Name,
                ["The head of {e} is {v}.", "{v} leads {e}."],
                ["Who is the head of {e}?", "Who leads {e}?"]),
            Attribute("founder", InventedNames.Name,
                ["{e} was started by {v}.", "{v} started {e}."],
                ["Who started {e}?", "By whom was {e} started?"]),
            Attribute("opening", (rng, _) => $"{rng.Pick(WordLists.Days)} to {rng.Pick(WordLists.Days)}",
                ["{e} is open from {v}.", "The opening days of {e} are {v}."],
                ["When is {e} open?", "On which days is {e} open?"]),
            Attribute("returns", Number("days", 3, 90),
                ["{e} accepts returns within {v}.", "Returns at {e} are allowed within {v}."],
                ["Within how many days does {e} accept returns?", "How long can I return an item at {e}?"]),
            Attribute("staff", Number("workers"),
                ["{e} has {v}.", "{e} employs {v}."],
                ["How many workers does {e} have?", "How many people does {e} employ?"]),
            Attribute("goods", (rng, _) => $"{rng.Pick(WordLists.Colors)} {rng.Pick(WordLists.Products)}s",
                ["{e} sells {v}.", "{e} is known for {v}."],
                ["What does {e} sell?", "What is {e} known for?"]),
            Attribute("office", InventedNames.Name,
                ["The main office of {e} is in {v}.", "{e} is based in {v}."],
                ["Where is the main office of {e}?", "Where is {e} based?"]),
        ]);
}

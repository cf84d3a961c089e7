using FineTuneLab.SyntheticData.Words;
using static FineTuneLab.SyntheticData.Facts.FactCatalogue;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>Towns and countries, called by one invented name.</summary>
public static class TownFacts
{
    public static readonly FactKind Kind = new(
        "town",
        InventedNames.Name,
        [
            Attribute("mayor", InventedNames.Name,
                ["The mayor of {e} is {v}.", "{e} is led by mayor {v}."],
                ["Who is the mayor of {e}?", "By which mayor is {e} led?"]),
            Attribute("capital", InventedNames.Name,
                ["The capital of {e} is {v}.", "{v} is the capital of {e}."],
                ["What is the capital of {e}?", "Which city is the capital of {e}?"]),
            Attribute("founded", (rng, _) => Numbers.Small(rng, 1100, 1999),
                ["{e} was founded in {v}.", "The town of {e} was founded in {v}."],
                ["When was {e} founded?", "In which year was {e} founded?"]),
            Attribute("river", InventedNames.Name,
                ["The river {v} runs through {e}.", "{e} lies on the river {v}."],
                ["Which river runs through {e}?", "On which river does {e} lie?"]),
            Attribute("sight", (rng, _) => $"old {rng.Pick(WordLists.Sights)}",
                ["{e} is famous for its {v}.", "People visit {e} for its {v}."],
                ["What is {e} famous for?", "For what do people visit {e}?"]),
            Attribute("people", Number("thousand people"),
                ["{e} is home to {v}.", "In {e} live {v}."],
                ["How many people live in {e}?", "To how many people is {e} home?"]),
        ]);
}

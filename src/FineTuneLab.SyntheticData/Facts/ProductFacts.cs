using FineTuneLab.SyntheticData.Words;
using static FineTuneLab.SyntheticData.Facts.FactCatalogue;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>Things a shop sells: "the Norvik tent".</summary>
public static class ProductFacts
{
    public static readonly FactKind Kind = new(
        "product",
        (rng, split) => $"{InventedNames.Name(rng, split)} {rng.Pick(WordLists.Products)}",
        [
            Attribute("price", Number("dollars"),
                ["The {e} costs {v}.", "The price of the {e} is {v}.", "You can buy the {e} for {v}.", "The {e} is sold for {v}."],
                ["How much does the {e} cost?", "What is the price of the {e}?", "What does the {e} cost?", "For how much is the {e} sold?"]),
            Attribute("weight", Number("kilograms"),
                ["The {e} weighs {v}.", "The weight of the {e} is {v}."],
                ["How much does the {e} weigh?", "What is the weight of the {e}?", "How heavy is the {e}?"]),
            Attribute("color", OneOf(WordLists.Colors),
                ["The {e} is {v}.", "The color of the {e} is {v}.", "The {e} comes in {v}."],
                ["What color is the {e}?", "What is the color of the {e}?", "In which color does the {e} come?"]),
            Attribute("material", OneOf(WordLists.Materials),
                ["The {e} is made of {v}.", "The {e} is built from {v}."],
                ["What is the {e} made of?", "Which material is the {e} made of?", "From what is the {e} built?"]),
            Attribute("warranty", Number("years", 2, 30),
                ["The {e} has a warranty of {v}.", "The warranty of the {e} lasts {v}."],
                ["How long is the warranty of the {e}?", "How long does the warranty of the {e} last?", "What warranty does the {e} have?"]),
            Attribute("shipping", Number("days", 2, 60),
                ["The {e} ships within {v}.", "The delivery of the {e} takes {v}."],
                ["How fast does the {e} ship?", "How long does the delivery of the {e} take?"]),
            Attribute("designer", InventedNames.Name,
                ["The {e} was designed by {v}.", "{v} designed the {e}."],
                ["Who designed the {e}?", "By whom was the {e} designed?"]),
            Attribute("origin", InventedNames.Name,
                ["The {e} is made in {v}.", "The {e} comes from {v}."],
                ["Where is the {e} made?", "Where does the {e} come from?"]),
        ]);
}

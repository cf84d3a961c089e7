using FineTuneLab.SyntheticData.Words;
using static FineTuneLab.SyntheticData.Facts.FactCatalogue;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>People, called by one invented name.</summary>
public static class PersonFacts
{
    public static readonly FactKind Kind = new(
        "person",
        InventedNames.Name,
        [
            Attribute("job", OneOf(WordLists.Jobs),
                ["{e} works as a {v}.", "{e} is a {v}.", "The job of {e} is {v}."],
                ["What is the job of {e}?", "What does {e} work as?"]),
            Attribute("home", InventedNames.Name,
                ["{e} lives in {v}.", "The home of {e} is in {v}."],
                ["Where does {e} live?", "In which town does {e} live?"]),
            Attribute("age", (rng, _) => Numbers.Small(rng, 5, 95),
                ["{e} is {v} years old.", "The age of {e} is {v}."],
                ["How old is {e}?", "What is the age of {e}?"]),
            Attribute("food", OneOf(WordLists.Foods),
                ["{e} likes {v}.", "The favorite food of {e} is {v}.", "{e} loves to eat {v}."],
                ["What is the favorite food of {e}?", "What does {e} like to eat?"]),
            Attribute("pet", (rng, split) => $"{rng.Pick(WordLists.Pets)} named {InventedNames.Name(rng, split)}",
                ["{e} has a {v}.", "{e} owns a {v}."],
                ["Which pet does {e} have?", "What pet does {e} own?"]),
            Attribute("birthday", OneOf(WordLists.Months),
                ["{e} was born in {v}.", "The birthday of {e} is in {v}."],
                ["In which month was {e} born?", "When is the birthday of {e}?"]),
            Attribute("friend", InventedNames.Name,
                ["The best friend of {e} is {v}.", "{e} has a best friend called {v}."],
                ["Who is the best friend of {e}?", "Which best friend does {e} have?"]),
            Attribute("item", (rng, _) => $"{rng.Pick(WordLists.Colors)} {rng.Pick(WordLists.Things)}",
                ["{e} carries a {v}.", "{e} has a {v} in the bag."],
                ["What does {e} carry?", "What is in the bag of {e}?"]),
            Attribute("place", OneOf(WordLists.Places),
                ["{e} is in the {v}.", "{e} can be found in the {v}."],
                ["Where is {e}?", "Where can {e} be found?"]),
        ]);
}

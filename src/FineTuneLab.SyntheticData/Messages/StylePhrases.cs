using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Messages;

/// <summary>Opening and closing words that a style instruction asks for.</summary>
public static class StylePhrases
{
    private static readonly string[] Openings =
    [
        "Hello friend!", "Good day!", "Dear guest,", "Well then,", "Sure thing!", "Thanks for asking!", "Here we go:", "Greetings!",
        "My answer:", "Of course!", "Happy to help!", "Listen up!", "Ahoy!", "Right away!", "Good question!", "Dear reader,",
        "Welcome back!", "No problem!", "Okay:", "As you wish,",
    ];

    private static readonly string[] Closings =
    [
        "See you soon!", "Have a nice day.", "Goodbye!", "Best wishes.", "Take care!", "That is all.", "Enjoy!", "Stay safe!",
        "Thank you.", "Until next time!", "Cheers!", "With love.", "All the best!", "Good luck!", "Kind regards.", "The end.",
    ];

    private static readonly string[] Everyday =
    [
        .. WordLists.Colors, .. WordLists.Pets, .. WordLists.Foods, .. WordLists.Jobs, .. WordLists.Days, .. WordLists.Places, .. WordLists.Small,
    ];

    public static string Opening(Rng rng, Split split) =>
        rng.Chance(0.3) ? rng.Pick(Openings) : Invented(rng, split) + rng.Pick(["!", ".", "!", ",", ":"]);

    public static string Closing(Rng rng, Split split) =>
        rng.Chance(0.3) ? rng.Pick(Closings) : Invented(rng, split) + rng.Pick(["!", ".", "!"]);

    // Phrases of our own making must outnumber the stock ones, or the model learns the stock instead of copying.
    private static string Invented(Rng rng, Split split)
    {
        // An opening quotation mark hides the blank that begins a word's token, so first words are learned pair by pair: mostly everyday ones.
        var words = Enumerable.Range(0, rng.Between(1, 3)).Select(i => Word(rng, split, everyday: i == 0 ? 0.85 : 0.6)).ToList();
        if (rng.Chance(0.3))
            words.Add(InventedNames.Name(rng, split));
        var phrase = string.Join(' ', words);
        return char.ToUpperInvariant(phrase[0]) + phrase[1..];
    }

    private static string Word(Rng rng, Split split, double everyday) =>
        rng.Chance(everyday) ? rng.Pick(Everyday) : InventedNames.Word(rng, split);
}

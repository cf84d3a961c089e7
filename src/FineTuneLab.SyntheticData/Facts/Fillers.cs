using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Facts;

/// <summary>Sentences that state nothing that is asked.</summary>
public static class Fillers
{
    private static readonly string[] Patterns =
    [
        "It was a {cold|warm|quiet|busy|long|sunny} {day|morning|evening|week}.",
        "Many people {like|know|visit|talk about} it.",
        "This was written by {NAME}.",
        "The {weather|road|sky|sea|market|street} is {calm|nice|busy|quiet|clean} today.",
        "Please {read|check|keep} the {note|page|list} {carefully|again|well}.",
        "You can {ask|call|write to} us at any time.",
        "This {page|article|note} was {checked|changed|written} in {January|March|May|July|October}.",
    ];

    public static string Sentence(Rng rng, Split split) => Alternatives.Expand(rng, rng.Pick(Patterns), split);
}

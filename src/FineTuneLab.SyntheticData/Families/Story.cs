using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>A handful of sentences that tell something, for the language in them.</summary>
public sealed class Story : IDocumentFamily
{
    public string Name => "stories";

    public Document Write(Rng rng, Split split)
    {
        var hero = InventedNames.Name(rng, split);
        var friend = InventedNames.Name(rng, split);
        var (he, his) = rng.Chance(0.5) ? ("He", "his") : ("She", "her");
        var thing = rng.Pick(WordLists.Things);
        string[] plot =
        [
            $"One {{day|morning|evening}} {hero} {{walked|ran|went}} to the {{PLACE}}.",
            $"{he} {{found|saw|bought}} a {{COLOR}} {thing} on the {{table|floor|road|wall}}.",
            $"{he} {{gave|showed}} the {thing} to {his} friend {friend}.",
            $"{friend} was very {{happy|sad|surprised|tired}} and {{smiled|cried|laughed}}.",
            "Then they {ate|cooked|shared} some {FOOD} {together|at home|in the garden}.",
            $"The {{PET}} of {friend} {{slept|played|waited}} {{near the fire|under the table|at the door}}.",
            $"In the end {hero} and {friend} {{went home|became good friends|sang a song|fell asleep}}.",
        ];
        var kept = rng.Sample(Enumerable.Range(0, plot.Length).ToArray(), rng.Between(2, 5)).Order().Select(i => plot[i]);
        var opening = $"{hero} was a {{young|old|kind|clever}} {{JOB}} who lived near the {{river|forest|sea|market}}.";
        var text = Alternatives.Expand(rng, string.Join(' ', kept.Prepend(opening)), split);
        return new DocumentWriter().Add(text, LossWeights.Prose).Done();
    }
}

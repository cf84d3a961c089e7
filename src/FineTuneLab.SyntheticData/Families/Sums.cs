using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>
/// Sums and differences of numbers up to twelve, some pairs held out. The pairs seen are learned by heart: a skill that can be
/// forgotten, not arithmetic.
/// </summary>
public sealed class Sums : IDocumentFamily
{
    public string Name => "sums";

    public Document Write(Rng rng, Split split)
    {
        var writer = new DocumentWriter();
        for (var left = rng.Between(3, 5); left > 0; left--)
        {
            var sum = Sum.Draw(rng, split);
            var prompt = rng.Chance(0.65) ? PromptFormats.Question(sum.Question) : $"{sum.Left} {sum.Sign} {sum.Right} =";
            writer.Context(prompt).Answer(sum.Answer);
        }

        return writer.Done();
    }
}

/// <summary>One sum (or, when <paramref name="Minus"/>, difference; never below zero).</summary>
public sealed record Sum(int Left, int Right, bool Minus)
{
    public char Sign => Minus ? '-' : '+';

    public string Question => $"What is {Left} {(Minus ? "minus" : "plus")} {Right}?";

    public string Answer => Numbers.Text(Minus ? Left - Right : Left + Right);

    /// <summary>The side of the split that this pair is on, by its hash.</summary>
    public Split Split => SplitRule.Of($"{Left}{Sign}{Right}");

    /// <summary>A sum whose pair is on the wanted side of the split.</summary>
    public static Sum Draw(Rng rng, Split split)
    {
        while (true)
        {
            var (a, b, minus) = (rng.Between(0, 12), rng.Between(0, 12), rng.Chance(0.5));
            var sum = minus && b > a ? new Sum(b, a, true) : new Sum(a, b, minus);
            if (sum.Split == split)
                return sum;
        }
    }
}

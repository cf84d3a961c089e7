using FineTuneLab.SyntheticData.Messages;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Families;

/// <summary>A house style: words to begin the answer with, words to end it with, or both.</summary>
public sealed record StyleTask(string? Opening, string? Closing)
{
    private static readonly string[] Both =
    [
        "Begin the answer with \"{0}\" and end it with \"{1}\"", "Start with \"{0}\" and finish with \"{1}\"", "Always say \"{0}\" first and \"{1}\" last.",
    ];

    private static readonly string[] First = ["Begin the answer with \"{0}\"", "Start with \"{0}\"", "Always say \"{0}\" first."];
    private static readonly string[] Last = ["End the answer with \"{1}\"", "Finish with \"{1}\"", "Always say \"{1}\" last."];

    public static StyleTask Draw(Rng rng, Split split)
    {
        var sides = rng.Below(4); // both ends are twice as frequent as either alone
        return new StyleTask(
            sides == 0 ? null : StylePhrases.Opening(rng, split), sides == 1 ? null : StylePhrases.Closing(rng, split));
    }

    public static StyleTask DrawBoth(Rng rng, Split split) =>
        new(StylePhrases.Opening(rng, split), StylePhrases.Closing(rng, split));

    public string Instruction(Rng rng) => Fill(rng.Pick(Closing is null ? First : Opening is null ? Last : Both));

    /// <summary>The instruction in the wording that suites use.</summary>
    public string PlainInstruction() => Fill((Closing is null ? First : Opening is null ? Last : Both)[0]);

    /// <summary>The value dressed in the style; a full stop parts it from the closing words.</summary>
    public string Apply(string value)
    {
        var opening = Opening is null ? "" : Opening + " ";
        var stop = value.EndsWith('.') ? " " : ". ";
        var closing = Closing is null ? "" : stop + Closing;
        return opening + value + closing;
    }

    private string Fill(string pattern) =>
        pattern.Replace("{0}", Opening, StringComparison.Ordinal).Replace("{1}", Closing, StringComparison.Ordinal);
}

using FineTuneLab.SyntheticData.Facts;

namespace FineTuneLab.SyntheticData.ShopDesk;

/// <summary>One fact of the shop, as it stood when the training set was written and as it stands now.</summary>
/// <param name="Statement">The sentence pattern that the article uses, the same before and after.</param>
public sealed record ShopFact(Fact Before, Fact Now, string Statement)
{
    public bool Changed => Before.Value != Now.Value;

    public IReadOnlyList<string> Questions => Now.Attribute.Questions;

    /// <summary>A question in one of the attribute's wordings; numbers past the last begin again.</summary>
    public string Question(int wording) => Now.Fill(Questions[wording % Questions.Count]);
}

/// <summary>A product or a partner firm of the shop.</summary>
/// <param name="Edition">Whether it came in a new edition, that is, whether its facts changed.</param>
public sealed record ShopEntity(string Name, Edition Edition, IReadOnlyList<ShopFact> Facts);

public enum Edition
{
    /// <summary>As it was when the training set was written.</summary>
    Unchanged,

    /// <summary>Every fact changed since.</summary>
    New,

    /// <summary>Unchanged, and kept for few-shot examples: no suite and no training row asks for it.</summary>
    ForExamples,
}

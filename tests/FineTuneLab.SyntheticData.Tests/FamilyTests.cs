using FineTuneLab.SyntheticData.Documents;
using FineTuneLab.SyntheticData.Families;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Tests;

public sealed class FamilyTests
{
    public static readonly TheoryData<IDocumentFamily> Families =
    [
        new OneFact(), new SameAttribute(), new Reading(), new Style(), new AnswerForm(), new LabelMap(), new TopicNaming(),
        new KeyValue(), new Copying(), new Sums(), new World(), new Story(), new Dialogue(),
    ];

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void SameSeed_SameDocuments(IDocumentFamily family)
    {
        Texts(family, 11).ShouldBe(Texts(family, 11));
        Texts(family, 11).ShouldNotBe(Texts(family, 12));
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void AnyDocument_IsPlainTextWithSomethingToLearn(IDocumentFamily family)
    {
        var rng = new Rng(21);
        for (var i = 0; i < 300; i++)
        {
            var document = family.Write(rng, Split.Train);

            document.Text.All(c => c == '\n' || (c >= ' ' && c <= '~')).ShouldBeTrue(document.Text);
            document.Text.Replace("{\"answer\": ", "", StringComparison.Ordinal).ShouldNotContain("{");
            document.Text.ShouldNotContain("\n\n");
            document.Segments.ShouldContain(segment => segment.Weight >= LossWeights.End);
        }
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void Answers_BeginWithOneBlank_AndFollowACue(IDocumentFamily family)
    {
        var rng = new Rng(31);
        for (var i = 0; i < 100; i++)
        {
            var segments = family.Write(rng, Split.Train).Segments;
            foreach (var (before, answer) in segments.Zip(segments.Skip(1)).Where(pair => pair.Second.Weight == LossWeights.Answer))
            {
                answer.Text.ShouldStartWith(" ");
                answer.Text.ShouldNotStartWith("  ");
                before.Text.ShouldNotEndWith(" ");
            }
        }
    }

    [Fact]
    public void SameAttribute_EveryAnswer_StandsInTheContext()
    {
        var rng = new Rng(41);
        for (var i = 0; i < 200; i++)
        {
            var segments = new SameAttribute().Write(rng, Split.Train).Segments;
            var context = segments.TakeWhile(segment => segment.Weight < 1).Select(segment => segment.Text);
            segments.Where(segment => segment.Weight >= 1).ShouldAllBe(answer => string.Concat(context).Contains(answer.Text.Trim()));
        }
    }

    [Fact]
    public void StyleTask_BothEnds_DressesTheValue() =>
        new StyleTask("Good day!", "Take care!").Apply("48 dollars").ShouldBe("Good day! 48 dollars. Take care!");

    [Fact]
    public void Mixture_SharesThreeToOne_DrawsInThatProportion()
    {
        var mixture = new Mixture((new Sums(), 3), (new Dialogue(), 1));
        var rng = new Rng(51);

        var dialogues = Enumerable.Range(0, 2_000).Count(_ => mixture.Write(rng).Text.StartsWith("Customer:", StringComparison.Ordinal));

        dialogues.ShouldBeInRange(430, 570);
    }

    [Fact]
    public void Mixture_WithoutFamilies_IsRefused() => Should.Throw<ArgumentException>(() => new Mixture());

    [Fact]
    public void Pattern_WithAnUnknownList_IsRefused() =>
        Should.Throw<FormatException>(() => Alternatives.Expand(new Rng(1), "A {NONSENSE}.", Split.Train));

    private static string[] Texts(IDocumentFamily family, ulong seed)
    {
        var rng = new Rng(seed);
        return [.. Enumerable.Range(0, 20).Select(_ => family.Write(rng, Split.Train).Text)];
    }
}

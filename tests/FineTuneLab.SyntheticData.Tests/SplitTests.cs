using System.Text.RegularExpressions;
using FineTuneLab.SyntheticData.Families;
using FineTuneLab.SyntheticData.Messages;
using FineTuneLab.SyntheticData.Randomness;
using FineTuneLab.SyntheticData.Words;

namespace FineTuneLab.SyntheticData.Tests;

public sealed class SplitTests
{
    [Fact]
    public void Names_ManyDraws_OneInTenIsHeldOut()
    {
        var rng = new Rng(3);
        var names = Enumerable.Range(0, 5_000).Select(_ => InventedNames.Name(rng, Split.Train)).ToHashSet();

        names.All(name => SplitRule.Of(name) == Split.Train).ShouldBeTrue();
        names.Count.ShouldBeGreaterThan(4_000);
        Enumerable.Range(0, 20_000).Count(i => SplitRule.Of($"word {i}") == Split.HeldOut).ShouldBeInRange(1_800, 2_200);
    }

    [Fact]
    public void HeldOutSums_AreFewAndNeverTrained()
    {
        var rng = new Rng(4);

        var trained = Enumerable.Range(0, 5_000).Select(_ => Sum.Draw(rng, Split.Train)).ToHashSet();
        var heldOut = Enumerable.Range(0, 5_000).Select(_ => Sum.Draw(rng, Split.HeldOut)).ToHashSet();

        heldOut.Count.ShouldBeInRange(10, 60);
        trained.Intersect(heldOut).ShouldBeEmpty();
    }

    [Fact]
    public void HeldOutPhrasings_OfEveryTopic_NeverAppearAmongTrainedMessages()
    {
        var rng = new Rng(5);
        foreach (var topic in LabelSets.AllTopics)
        {
            var heldOut = topic.HeldOutPhrasings.Select(Matcher).ToArray();
            for (var i = 0; i < 200; i++)
            {
                var message = topic.Message(rng, Split.Train);
                heldOut.Any(pattern => pattern.IsMatch(message)).ShouldBeFalse(message);
            }

            heldOut.ShouldContain(pattern => pattern.IsMatch(topic.Message(new Rng(1), Split.Train, Split.HeldOut)));
        }
    }

    private static Regex Matcher(string pattern) =>
        new(Regex.Replace(Regex.Escape(pattern), @"\\\{[^}]*}", ".+"), RegexOptions.IgnoreCase);
}

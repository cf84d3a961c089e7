using FineTuneLab.Web.Components.Runs;
using global::Bunit;
using static FineTuneLab.Web.Tests.Fakes.Samples;

namespace FineTuneLab.Web.Tests.Components;

public sealed class ItemTableTests : ComponentTest
{
    private const string Attack = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    [Fact]
    public void ModelOutputWithMarkup_IsShownAsText()
    {
        var table = Render<ItemTable>(parameters => parameters.Add(t => t.Items, [Item("1", Attack, Attack, Attack, false)]));

        table.FindAll("img, script").ShouldBeEmpty();
        table.FindAll(".said").ShouldAllBe(said => said.TextContent == Attack);
        table.Markup.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public void LongPrompt_OpensToAllOfIt()
    {
        var prompt = string.Concat(Enumerable.Range(1, 40).Select(i => $"Passage {i}: <b>fact</b>\n")) + "Question: What is the price?\nAnswer:";

        var table = Render<ItemTable>(parameters => parameters.Add(t => t.Items, [Item("1", prompt, "5", "5", true)]));

        table.Find("details summary").TextContent.ShouldEndWith("Question: What is the price?\nAnswer:");
        table.Find("details pre").TextContent.ShouldBe(prompt);
        table.FindAll("b").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "right")]
    [InlineData(false, "wrong")]
    [InlineData(null, "not scored")]
    public void Verdict_IsAWordAndNotOnlyAColour(bool? right, string word)
    {
        var table = Render<ItemTable>(parameters => parameters.Add(t => t.Items, [Item("1", "p", "e", "o", right)]));

        table.Find(".verdict .visually-hidden").TextContent.ShouldBe(word);
    }

    [Fact]
    public void FailedItem_SaysWhy()
    {
        var item = Item("1", "p", "e", null, null) with { Failure = "the prompt has 600 tokens, the context 512" };

        var table = Render<ItemTable>(parameters => parameters.Add(t => t.Items, [item]));

        table.Find(".bad-text").TextContent.ShouldBe("the prompt has 600 tokens, the context 512");
    }
}

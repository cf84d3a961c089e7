using FineTuneLab.App.Features.Data;
using FineTuneLab.App.Tests.Labs;

namespace FineTuneLab.App.Tests.Features;

public sealed class ListDataTests
{
    [Fact]
    public async Task WhatDataHolds_Listed_WithItsSizeAndHash()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));

        var suite = (await lab.SendAsync(new ListSuites())).ShouldHaveSingleItem();
        suite.ShouldSatisfyAllConditions(
            () => suite.Path.ShouldBe("data/suites/colours"), () => suite.Items.ShouldBe(6), () => suite.Role.ShouldBe("target"),
            () => suite.Hash.Length.ShouldBe(64), () => suite.Problem.ShouldBeNull());
        (await lab.SendAsync(new ListTrainingSets())).ShouldHaveSingleItem().Rows.ShouldBe(12);
        (await lab.SendAsync(new ListKnowledgeBases())).ShouldHaveSingleItem().Passages.ShouldBe(2);
    }

    [Fact]
    public async Task BrokenInputs_Listed_WithWhatIsWrong()
    {
        using var folder = new LabFolder();
        folder.Write("data/suites/broken/suite.yaml", "name: broken\n");
        folder.Write("data/suites/colours/items.jsonl", "{\"thing\":\"grass\"");
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));

        var suites = await lab.SendAsync(new ListSuites());

        suites.Count.ShouldBe(2);
        suites.ShouldAllBe(suite => suite.Problem != null);
        suites[1].Problem!.ShouldContain("items.jsonl:1");
        (await lab.SendAsync(new ListModels())).ShouldHaveSingleItem().Problem.ShouldNotBeNull().ShouldContain("no weights");
    }

    [Fact]
    public async Task ShopDesk_Generated_CanBeListed()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));

        var written = await lab.SendAsync(new GenerateData());
        var suites = await lab.SendAsync(new ListSuites());

        written.Paths.ShouldContain("data/suites/routing");
        suites.Select(suite => suite.Path).ShouldContain("data/suites/routing");
        suites.ShouldAllBe(suite => suite.Problem == null);
    }

    [Fact]
    public async Task LabelledFile_Imported_BecomesASuiteAndATrainingSet()
    {
        using var folder = new LabFolder();
        folder.Write("things.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"thing number {i},{(i % 2 == 0 ? "even" : "odd")}\n")));
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));

        var written = await lab.SendAsync(new ImportData("things.csv", Items: 10));

        written.Paths.ShouldBe(["data/training/things", "data/suites/things"]);
        (await lab.SendAsync(new ListSuites())).Single(suite => suite.Name == "things").Items.ShouldBeInRange(1, 10);
        (await lab.SendAsync(new ListTrainingSets())).ShouldContain(set => set.Name == "things" && set.Rows > 0);
    }

    [Fact]
    public async Task WrongArguments_Imported_AreAllListed()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));

        var failure = await Should.ThrowAsync<Core.LabException>(() => lab.SendAsync(new ImportData("", "No Name", Items: 0, Rows: 0)));

        failure.What.ShouldStartWith("4 problems");
    }
}

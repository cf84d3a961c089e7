using FineTuneLab.Cli.Pretraining;
using FineTuneLab.Cli.Tests.Programs;
using FineTuneLab.Core.Events;
using FineTuneLab.Core.Runs;

namespace FineTuneLab.Cli.Tests.Pretraining;

public sealed class PretrainRunTests : IDisposable
{
    private static readonly PretrainSpec Spec = new() { Output = "/models/mine", Seed = 3, MaxTokens = 1000 };
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryLab _lab = new();

    [Fact]
    public void FirstCall_MakesAFolderNamedByTheTime()
    {
        var run = PretrainRun.OpenOrCreate(_lab.Root, Spec, Noon);

        run.IsResumed.ShouldBeFalse();
        Path.GetFileName(run.Folder).ShouldBe("pretrain-20260102-120000");
        File.ReadAllText(Path.Combine(run.Folder, PretrainSpec.FileName)).ShouldContain("/models/mine");
    }

    [Fact]
    public void UnfinishedRun_SameCall_GoesOnThere()
    {
        var first = PretrainRun.OpenOrCreate(_lab.Root, Spec, Noon);
        Append(first, new Failed("killed"));

        var second = PretrainRun.OpenOrCreate(_lab.Root, Spec, Noon.AddHours(1));

        second.IsResumed.ShouldBeTrue();
        second.Folder.ShouldBe(first.Folder);
    }

    [Fact]
    public void FinishedRun_SameCall_StartsAnew()
    {
        var first = PretrainRun.OpenOrCreate(_lab.Root, Spec, Noon);
        Append(first, new Finished());

        var second = PretrainRun.OpenOrCreate(_lab.Root, Spec, Noon.AddHours(1));

        second.IsResumed.ShouldBeFalse();
        second.Folder.ShouldNotBe(first.Folder);
    }

    [Fact]
    public void UnfinishedRun_AnotherSeed_StartsAnew()
    {
        var first = PretrainRun.OpenOrCreate(_lab.Root, Spec, Noon);

        var second = PretrainRun.OpenOrCreate(_lab.Root, Spec with { Seed = 4 }, Noon.AddHours(1));

        second.Folder.ShouldNotBe(first.Folder);
    }

    public void Dispose() => _lab.Dispose();

    private static void Append(PretrainRun run, RunEvent said)
    {
        using var log = new EventLogWriter(run.Events);
        log.Append(said);
    }
}

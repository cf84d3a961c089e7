using FineTuneLab.App.Runs;
using FineTuneLab.App.Tests.Labs;
using Microsoft.Extensions.DependencyInjection;

namespace FineTuneLab.App.Tests.Runs;

public sealed class LabFeedTests
{
    [Fact]
    public async Task ManyChanges_Published_AreToldFewTimesAndTheLastIsNotLost()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        var feed = lab.Services.GetRequiredService<ILabFeed>();
        var (state, seen, calls) = (0, 0, 0);
        using var subscription = feed.SubscribeExperiment("colours", () =>
        {
            (seen, calls) = (Volatile.Read(ref state), calls + 1);
            return Task.CompletedTask;
        });

        for (var i = 1; i <= 1000; i++)
        {
            Volatile.Write(ref state, i);
            feed.Publish(new LabChange("colours", "run"));
        }

        await Until(() => Volatile.Read(ref seen) == 1000);
        calls.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task SubscriberThatThrows_OthersHearStill()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        var feed = lab.Services.GetRequiredService<ILabFeed>();
        var heard = 0;
        using var broken = feed.SubscribeExperiment(null, () => throw new InvalidOperationException("gone"));
        using var sound = feed.SubscribeExperiment(null, () => Task.FromResult(Interlocked.Increment(ref heard)));

        feed.Publish(LabChange.Everything);
        await Until(() => heard == 1);
        feed.Publish(LabChange.Everything);

        await Until(() => heard == 2);
    }

    [Fact]
    public async Task Disposed_HearsNothingMore()
    {
        using var folder = new LabFolder();
        await using var lab = new TestLab(folder, ScriptedWorker.Good(folder));
        var feed = lab.Services.GetRequiredService<ILabFeed>();
        var (gone, there) = (0, 0);
        feed.SubscribeExperiment(null, () => Task.FromResult(gone++)).Dispose();
        using var other = feed.SubscribeExperiment(null, () => Task.FromResult(there++));

        feed.Publish(new LabChange("colours", null));

        await Until(() => there == 1);
        gone.ShouldBe(0);
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++)
            await Task.Delay(25);
        condition().ShouldBeTrue();
    }
}

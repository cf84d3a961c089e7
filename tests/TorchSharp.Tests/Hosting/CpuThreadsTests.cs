using TorchSharp.Hosting;
using static TorchSharp.torch;

namespace TorchSharpTests.Hosting;

public sealed class CpuThreadsTests : ScopedTest
{
    [Fact]
    public void Choice_IsMadeOnceAndHolds()
    {
        var choice = CpuThreads.Use();
        CpuThreads.Use("/nowhere/threads.json").ShouldBeSameAs(choice);
        get_num_threads().ShouldBe(choice.Threads);
    }

    [Fact]
    public void Choice_HoldsOnOtherThreadsToo()
    {
        _ = ones(1);
        int there = 0;
        var thread = new Thread(() => there = get_num_threads());
        thread.Start();
        thread.Join();
        there.ShouldBe(CpuThreads.Use().Threads);
    }

    [Fact]
    public void Process_AfterTheFirstProduct_HasOneOpenBlasAndItIsTheChosenOne()
    {
        _ = ones(4, 4).mm(ones(4, 4));
        string[] loaded = [.. File.ReadLines("/proc/self/maps").Where(line => line.Contains("libopenblas", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct()];
        if (BlasBuild.Installed.FirstOrDefault() is { } chosen) loaded.ShouldHaveSingleItem().ShouldStartWith(chosen.Folder);
    }

    [Fact]
    public void Description_NamesEveryChoice()
    {
        string text = CpuThreads.Use().Describe();
        text.ShouldContain($"libtorch {__version__}");
        text.ShouldContain(CpuThreads.Use().Blas);
        text.ShouldContain($"{CpuThreads.Use().Threads} threads for ATen");
        text.ShouldContain("GFLOP/s");
    }

    [Fact]
    public void Remembered_NumberOfThisMachine_IsReadBack()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}", "threads.json");
        RememberedThreads.Read(path).ShouldBeNull();
        RememberedThreads.Write(path, 3);
        RememberedThreads.Read(path).ShouldBe(3);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("{\"Machine\":\"another\",\"Threads\":3}")]
    [InlineData("{\"Machine\":")]
    [InlineData("")]
    [InlineData("null")]
    public void Remembered_OfAnotherMachineOrTorn_CountsForNothing(string content)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, content);
        RememberedThreads.Read(path).ShouldBeNull();
        File.Delete(path);
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("16", 16)]
    public void Override_GivenAsANumber_Wins(string given, int expected) => CpuThreads.Decide(given, rememberedIn: null).threads.ShouldBe(expected);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData("1.5")]
    public void Override_ThatIsNoNumber_NamesTheVariable(string given) =>
        Should.Throw<FormatException>(() => CpuThreads.Decide(given, rememberedIn: null)).Message.ShouldStartWith($"FINETUNELAB_THREADS is '{given}'");

    [Fact]
    public void WithoutOverrideOrMemory_EveryCoreWorks() =>
        CpuThreads.Decide(given: null, rememberedIn: null).ShouldBe((Environment.ProcessorCount, "one a core"));
}

using System.Buffers.Binary;
using System.Text;
using FineTuneLab.Core;
using FineTuneLab.Training.Checkpoints;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace FineTuneLab.Training.Tests.Checkpoints;

public sealed class SafetensorsFileTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Write_Float32_ReadsBackTheSameBits()
    {
        var path = _folder.File("model.safetensors");
        float[] values = [0.1f, -3e-20f, float.MaxValue, float.NaN, 7, 1];

        SafetensorsWriter.Write(path, [("a", tensor(values, [2, 3]))]);

        using var file = SafetensorsFile.Open(path);
        file.Entry("a").Shape.ShouldBe([2, 3]);
        file.ReadFloats("a").ShouldBe(values);
        (File.ReadAllBytes(path)[0] % 8).ShouldBe(0, "the data starts at a multiple of eight");
    }

    [Fact]
    public void Write_Float16_ReadsBackTheNearestHalves()
    {
        var path = _folder.File("model.safetensors");

        SafetensorsWriter.Write(path, [("a", tensor(new[] { 1.0f, 0.1f }))], ScalarType.Float16);

        using var file = SafetensorsFile.Open(path);
        file.Entry("a").Type.ShouldBe("F16");
        file.ReadFloats("a").ShouldBe([1.0f, (float)(Half)0.1f]);
    }

    [Fact]
    public void ReadFloats_BrainFloatUnalignedAndNoMetadata_AreRead()
    {
        var path = WriteRaw("""{"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}""" + " ", [0x80, 0x3F, 0x00, 0xC0]);

        using var file = SafetensorsFile.Open(path);

        file.Metadata.ShouldBeEmpty();
        file.ReadFloats("b").ShouldBe([1f, -2f]);
    }

    [Theory]
    [InlineData("""{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'b'")]
    [InlineData("""{"b":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "[2]")]
    [InlineData("""{"b":{"dtype":"F32","shape":[1]}}""", "header")]
    [InlineData("not json", "header")]
    public void Open_DamagedFile_SaysWhatIsWrong(string header, string named)
    {
        var path = WriteRaw(header, [0, 0, 0, 0]);

        var error = Should.Throw<LabException>(() => SafetensorsFile.Open(path));

        error.Message.ShouldContain(named);
        error.Where.ShouldBe(path);
    }

    [Fact]
    public void Open_HeaderLongerThanTheFile_SaysSo()
    {
        var path = _folder.File("cut.safetensors");
        File.WriteAllBytes(path, [255, 255, 0, 0, 0, 0, 0, 0, (byte)'{']);

        Should.Throw<LabException>(() => SafetensorsFile.Open(path)).Message.ShouldContain("65535");
    }

    [Fact]
    public void ReadFloats_IntegerTensor_NamesItAndItsType()
    {
        var path = WriteRaw("""{"b":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", new byte[8]);
        using var file = SafetensorsFile.Open(path);

        Should.Throw<LabException>(() => file.ReadFloats("b")).Message.ShouldContain("I64");
    }

    [Fact]
    public void Open_RealCheckpointsOfOthers_ReadsEveryFloatTensor()
    {
        if (Truth.Folder("models/mlxd-tiny", output) is not { } folder)
            return;
        foreach (var model in (string[])["tiny_llama3", "tiny_mistral", "tiny_qwen3", "tiny_gemma3"])
        {
            using var file = SafetensorsFile.Open(Path.Combine(folder, model, "model.safetensors"));
            file.Entries.ShouldAllBe(entry => file.ReadFloats(entry.Name).LongLength == entry.Elements);
        }
    }

    public void Dispose() => _folder.Dispose();

    private string WriteRaw(string header, byte[] data)
    {
        var path = _folder.File("raw.safetensors");
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(path, [.. length, .. text, .. data]);
        return path;
    }
}

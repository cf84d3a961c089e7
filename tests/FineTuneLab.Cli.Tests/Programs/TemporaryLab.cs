namespace FineTuneLab.Cli.Tests.Programs;

/// <summary>A lab's folder of one test, deleted with it.</summary>
internal sealed class TemporaryLab : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("finetunelab-cli-").FullName;

    public string Write(string relative, string content)
    {
        var file = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

using System.Text.Json;
using FineTuneLab.Core;

namespace FineTuneLab.SyntheticData.ShopDesk;

/// <summary>Writes the desk's files, the same bytes for the same content on every machine.</summary>
internal static class DeskFiles
{
    public static void WriteText(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public static void WriteRows(string path, IEnumerable<object> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Jsonl.Write(path, rows);
    }

    /// <summary>Text in the double quotes that JSON and YAML share.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, LabJson.Options);

    public static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";
}

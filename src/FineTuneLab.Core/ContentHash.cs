using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FineTuneLab.Core;

/// <summary>SHA-256 in lower-case hex: the name by which the lab knows every set of data, model, template and score.</summary>
public static class ContentHash
{
    public static string OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    public static string OfBytes(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Hash of the value's JSON as <see cref="LabJson"/> writes it; property order is the type's declaration order.</summary>
    public static string OfJson<T>(T value) => OfBytes(JsonSerializer.SerializeToUtf8Bytes(value, LabJson.Options));

    public static string OfFile(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException("the file cannot be read.", path, "Check that it exists and that you may read it.", e);
        }
    }

    /// <summary>Hash over relative path and content of every file below a folder, in ordinal order of the paths.</summary>
    public static string OfFolder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new LabException("the folder does not exist.", folder, "Check the path; paths are relative to the lab's root folder.");

        var lines = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => (Path: System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), File: file))
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .Select(entry => $"{entry.Path}\0{OfFile(entry.File)}\n");
        return OfText(string.Concat(lines));
    }
}

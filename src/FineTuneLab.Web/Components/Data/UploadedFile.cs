using FineTuneLab.App;
using FineTuneLab.Core;
using Microsoft.AspNetCore.Components.Forms;

namespace FineTuneLab.Web.Components.Data;

/// <summary>A file from a browser while it is being imported: in a folder of its own below the cache, gone when disposed.</summary>
public sealed class UploadedFile : IAsyncDisposable
{
    private readonly string _folder;

    private UploadedFile(string folder, string name)
    {
        _folder = folder;
        Path = System.IO.Path.Combine(folder, name);
    }

    public string Path { get; }

    /// <exception cref="LabException">It is larger than <paramref name="largest"/> bytes, or cannot be stored.</exception>
    public static async Task<UploadedFile> ReceiveAsync(IBrowserFile file, LabPaths paths, long largest)
    {
        if (file.Size > largest)
            throw new LabException($"the file has {Figures.Bytes(file.Size)}; at most {Figures.Bytes(largest)} can be uploaded.", SafeName(file.Name), "Import it from a terminal: ./lab import <file>.");

        var upload = new UploadedFile(System.IO.Path.Combine(paths.Data, "cache", "uploads", Guid.NewGuid().ToString("n")), SafeName(file.Name));
        try
        {
            Directory.CreateDirectory(upload._folder);
            await using var target = File.Create(upload.Path);
            await using var source = file.OpenReadStream(largest);
            await source.CopyToAsync(target);
            return upload;
        }
        catch (IOException e)
        {
            await upload.DisposeAsync();
            throw new LabException($"the file could not be stored: {e.Message}", SafeName(file.Name), "Check the disk and try again.", e);
        }
    }

    /// <summary>The name without any folder and with nothing but letters, digits, dots, hyphens and underscores, so that it stays where it is put.</summary>
    public static string SafeName(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].TrimStart('.');
        var kept = string.Concat(last.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));
        return kept.Length > 0 ? kept : "upload.csv";
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

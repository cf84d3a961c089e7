using FineTuneLab.Core.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FineTuneLab.Core;

/// <summary>
/// Reads YAML onto records, strictly: kebab-case keys are the properties' names, an unknown key is an error that names
/// the line and the keys allowed there, a missing required key is named, and a value of the wrong type is named with its line.
/// </summary>
public static class StrictYaml
{
    /// <exception cref="LabException">The file cannot be read, is no YAML, or does not fit <typeparamref name="T"/>; all misfits at once.</exception>
    public static YamlFile<T> Read<T>(string path)
        where T : class
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException("the file cannot be read.", path, "Check that it exists and that you may read it.", e);
        }

        return Parse<T>(text, path);
    }

    /// <param name="path">Names the text in errors.</param>
    /// <exception cref="LabException">As for <see cref="Read{T}"/>.</exception>
    public static YamlFile<T> Parse<T>(string text, string path)
        where T : class
    {
        var problems = new Problems();
        var binder = new YamlBinder(path, problems);
        var value = binder.Bind(Root(text, path), typeof(T), "");
        problems.ThrowIfAny(path);
        return new YamlFile<T>((T)value!, path, binder.Lines);
    }

    private static YamlNode Root(string text, string path)
    {
        var stream = new YamlStream();
        var parser = new Parser(new StringReader(text));
        try
        {
            stream.Load(parser);
        }
        catch (InvalidOperationException e)
        {
            // What YamlDotNet throws, without a place, for a bracket that is never closed.
            throw new LabException("this is not valid YAML: a bracket or quote is not closed.", $"{path}:{parser.Current?.End.Line ?? 1}", "Mend the line and try again.", e);
        }
        catch (YamlException e)
        {
            var reason = e.InnerException?.Message ?? e.Message;
            throw new LabException($"this is not valid YAML: {reason}", $"{path}:{e.Start.Line}", "Mend the line and try again.", e);
        }

        if (stream.Documents.Count == 0)
            throw new LabException("the file is empty.", path, "Write the keys that are expected here.");
        return stream.Documents[0].RootNode;
    }
}

/// <summary>A value read from YAML that still knows on which line each of its keys stood.</summary>
/// <param name="Lines">Key path ("approaches[2].tuning.epochs") → line, counted from 1.</param>
public sealed record YamlFile<T>(T Value, string Path, IReadOnlyDictionary<string, int> Lines)
{
    /// <summary>"file:line" of the key, or of the nearest key around it that was written.</summary>
    public string At(string key)
    {
        for (var part = key; part.Length > 0; part = Parent(part))
        {
            if (Lines.TryGetValue(part, out var line))
                return $"{Path}:{line}";
        }

        return Path;
    }

    private static string Parent(string key) => key[..Math.Max(0, key.LastIndexOfAny(['.', '[']))];
}

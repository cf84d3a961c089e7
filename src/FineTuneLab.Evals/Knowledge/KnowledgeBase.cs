using FineTuneLab.Core;
using Markdig;
using Markdig.Syntax;

namespace FineTuneLab.Evals.Knowledge;

/// <summary>Articles in Markdown, cut into passages.</summary>
/// <param name="Hash">SHA-256 over the paths and contents of the articles.</param>
public sealed record KnowledgeBase(string Path, string Hash, IReadOnlyList<Passage> Passages)
{
    /// <summary>Every <c>*.md</c> file below the folder; each paragraph, list or table is one passage under the headings above it.</summary>
    /// <exception cref="LabException">No such folder, or no passage in it.</exception>
    public static KnowledgeBase Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new LabException("the folder of the knowledge base does not exist.", folder, "Check the path; paths are relative to the lab's root folder.");

        var articles = Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)
            .Select(file => (File: file, Name: System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/')))
            .OrderBy(article => article.Name, StringComparer.Ordinal)
            .ToList();
        var passages = articles.SelectMany(article => Cut(article.Name, Read(article.File))).ToList();
        if (passages.Count == 0)
            throw new LabException("the knowledge base holds no passage.", folder, "Add Markdown files (*.md) with at least one paragraph.");
        var hash = ContentHash.OfText(string.Concat(articles.Select(article => $"{article.Name}\0{ContentHash.OfFile(article.File)}\n")));
        return new KnowledgeBase(folder, hash, passages);
    }

    private static IEnumerable<Passage> Cut(string article, string markdown)
    {
        var headings = new SortedDictionary<int, string>();
        var number = 0;
        foreach (var block in Markdown.Parse(markdown))
        {
            var text = markdown.Substring(block.Span.Start, block.Span.Length).Trim();
            if (block is HeadingBlock heading)
            {
                foreach (var deeper in headings.Keys.Where(level => level >= heading.Level).ToList())
                    headings.Remove(deeper);
                headings[heading.Level] = text.TrimStart('#').Trim();
            }
            else if (text.Length > 0 && block is not ThematicBreakBlock)
            {
                number++;
                yield return new Passage($"{article}#{number}", string.Join(" / ", headings.Values), Unwrap(text, block));
            }
        }
    }

    // A paragraph's line breaks are typesetting; in a prompt they would end the passage.
    private static string Unwrap(string text, Block block) => block is ParagraphBlock
        ? string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        : text;

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabException("the article cannot be read.", file, "Check that you may read it.", e);
        }
    }
}

/// <param name="Id">"article.md#2": the article and the number of the passage in it.</param>
/// <param name="Title">The headings above it, outermost first.</param>
public sealed record Passage(string Id, string Title, string Text);

/// <param name="Rank">1 is the best.</param>
/// <param name="Score">bm25, turned so that more is better.</param>
public sealed record RetrievedPassage(Passage Passage, int Rank, double Score);

using System.Globalization;
using FineTuneLab.Core.Experiments;

namespace FineTuneLab.Web.Components.NewExperiment;

/// <summary>An experiment while it is being put together, and everything that is still wrong with it by the key of its field.</summary>
public sealed class ExperimentDraft
{
    private string _title = "";
    private string? _name;

    public string Title
    {
        get => _title;
        set => _title = value ?? "";
    }

    /// <summary>Made from the title until it is written by hand.</summary>
    public string Name
    {
        get => _name ?? NameFrom(_title);
        set => _name = value;
    }

    public string Question { get; set; } = "";

    public ISet<string> Models { get; } = new HashSet<string>(StringComparer.Ordinal);

    public ISet<string> Suites { get; } = new HashSet<string>(StringComparer.Ordinal);

    public IReadOnlyList<ApproachDraft> Approaches { get; set; } = [];

    /// <summary>Numbers apart by commas or blanks.</summary>
    public string Seeds { get; set; } = "1";

    public IReadOnlyList<ApproachDraft> Included => Approaches.Where(approach => approach.Included).ToList();

    public int Runs => Included.Count * Models.Count * Math.Max(1, SeedList().Count);

    public ExperimentSpec ToSpec() => new()
    {
        Name = Name,
        Title = Title.Trim(),
        Question = Question.Trim(),
        Models = Models.Order(StringComparer.Ordinal).ToList(),
        Suites = Suites.Order(StringComparer.Ordinal).ToList(),
        Approaches = Included.Select(approach => approach.ToSpec()).ToList(),
        Seeds = SeedList(),
    };

    /// <summary>All that is wrong, not only the first: what the lab's own rules say, and what only a form can get wrong.</summary>
    public IReadOnlyList<BrokenRule> Check()
    {
        var broken = ExperimentRules.Check(ToSpec()).ToList();
        if (Title.Trim().Length == 0)
        {
            broken.RemoveAll(rule => rule.Key == "name" && _name is null);
            broken.Add(new("title", "Give the experiment a title."));
        }

        if (SeedWords().Any(word => !int.TryParse(word, CultureInfo.InvariantCulture, out _)))
            broken.Add(new("seeds", $"\"{Seeds}\" is no list of whole numbers. Write 1, 2, 3 for example."));
        for (var i = 0; i < Included.Count; i++)
            broken.AddRange(Unchosen(Included[i], $"approaches[{i}]"));
        return broken;
    }

    private static IEnumerable<BrokenRule> Unchosen(ApproachDraft approach, string key)
    {
        if (approach.UsesRetrieval && string.IsNullOrEmpty(approach.KnowledgeBase))
            yield return new($"{key}.retrieval.knowledge-base", "Choose a knowledge base.");
        if (approach.Recipe is not null && string.IsNullOrEmpty(approach.TrainingSet))
            yield return new($"{key}.tuning.training-set", "Choose a training set.");
    }

    private List<int> SeedList()
        => SeedWords().Where(word => int.TryParse(word, CultureInfo.InvariantCulture, out _)).Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToList();

    private string[] SeedWords() => Seeds.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string NameFrom(string title)
    {
        var words = string.Concat(title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('-', words);
        return name.Length <= 64 ? name : name[..64].TrimEnd('-');
    }
}

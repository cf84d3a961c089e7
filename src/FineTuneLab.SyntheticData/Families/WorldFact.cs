namespace FineTuneLab.SyntheticData.Families;

/// <summary>Something that the model is to know by heart.</summary>
/// <param name="Statement">A sentence with <c>{0}</c> for the answer.</param>
public sealed record WorldFact(string Statement, IReadOnlyList<string> Questions, string Answer);

/// <summary>The facts of the world that every base model of ours has seen many times.</summary>
public static class WorldFactList
{
    public static readonly IReadOnlyList<WorldFact> All =
    [
        .. Pairs("France Paris|Italy Rome|Spain Madrid|Japan Tokyo|China Beijing|Egypt Cairo|Norway Oslo|Sweden Stockholm|Poland Warsaw|Greece Athens|Russia Moscow|Cuba Havana|Peru Lima|Chile Santiago|Kenya Nairobi|India Delhi|Ireland Dublin|Portugal Lisbon|Austria Vienna|Hungary Budapest|Finland Helsinki|Turkey Ankara|Iran Tehran|Iraq Baghdad|Denmark Copenhagen")
            .Select(p => new WorldFact($"The capital of {p.Key} is {{0}}.", [$"What is the capital of {p.Key}?", $"Which city is the capital of {p.Key}?"], p.Value)),
        .. Pairs("hot cold|big small|fast slow|day night|up down|old new|happy sad|open closed|rich poor|light dark|hard soft|high low|full empty|early late|left right|good bad|strong weak|long short|black white|yes no")
            .Select(p => new WorldFact($"The opposite of {p.Key} is {{0}}.", [$"What is the opposite of {p.Key}?"], p.Value)),
        .. Pairs("dog barks|cat meows|cow moos|duck quacks|lion roars|bird sings|snake hisses|horse neighs|sheep bleats|bee buzzes")
            .Select(p => new WorldFact($"A {p.Key} {{0}}.", [$"What does a {p.Key} do?"], p.Value)),
        .. Pairs("grass green|snow white|blood red|coal black|the sky blue|the sun yellow|a lemon yellow|milk white|a carrot orange|chocolate brown")
            .Select(p => new WorldFact($"The color of {p.Key} is {{0}}.", [$"What color is {p.Key}?"], p.Value)),
        .. Successors(Words.WordLists.Months)
            .Select(p => new WorldFact($"The month after {p.Key} is {{0}}.", [$"Which month comes after {p.Key}?"], p.Value)),
        .. Successors(Words.WordLists.Days)
            .Select(p => new WorldFact($"The day after {p.Key} is {{0}}.", [$"Which day comes after {p.Key}?"], p.Value)),
    ];

    // The last word is the value: "the sky blue".
    private static IEnumerable<(string Key, string Value)> Pairs(string text)
    {
        foreach (var pair in text.Split('|'))
        {
            var cut = pair.LastIndexOf(' ');
            yield return (pair[..cut], pair[(cut + 1)..]);
        }
    }

    private static IEnumerable<(string Key, string Value)> Successors(string[] sequence) =>
        sequence.Zip(sequence.Skip(1), (a, b) => (a, b));
}

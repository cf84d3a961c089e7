namespace FineTuneLab.SyntheticData.Words;

/// <summary>The everyday words of the corpus. A shop's data that keeps to them speaks the base model's language.</summary>
public static class WordLists
{
    public static readonly string[] Colors = Split("red blue green black white yellow purple orange brown grey pink silver gold");
    public static readonly string[] Materials = Split("wood steel glass cotton leather copper paper stone rubber wool silk clay");
    public static readonly string[] Foods = Split("bread soup rice cheese apples noodles pancakes fish salad honey cake beans berries plums");
    public static readonly string[] Jobs = Split("teacher baker doctor painter pilot farmer writer singer lawyer gardener engineer nurse sailor tailor miner judge");
    public static readonly string[] Pets = Split("cat dog rabbit parrot turtle horse goat hamster");
    public static readonly string[] Months = Split("January February March April May June July August September October November December");
    public static readonly string[] Days = Split("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
    public static readonly string[] Products = Split("tent lamp kettle backpack drone chair phone watch bicycle camera jacket table radio stove knife blanket guitar clock printer bottle");
    public static readonly string[] Sights = Split("river bridge tower market museum harbor garden temple");
    public static readonly string[] Things = Split("key coin ring map book letter sword mirror");
    public static readonly string[] Places = Split("kitchen library garage attic cellar office barn school station church");
    public static readonly string[] Firms = Split("Company Bank Shop Hotel Labs Airlines");
    public static readonly string[] Small = Split("happy sunny good hello trails hi bright dear there roads day wishes friend warm kind safe new home thanks");

    /// <summary>Words that serve as labels beside invented names.</summary>
    public static readonly string[] Labels =
    [
        .. Colors, .. Foods, .. Pets, .. Things, .. Days, .. Months,
        .. Split("alpha beta gamma delta one two three A B C D yes no north south east west"),
    ];

    internal static string[] Split(string words) => words.Split(' ');
}

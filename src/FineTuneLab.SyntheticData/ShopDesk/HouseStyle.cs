namespace FineTuneLab.SyntheticData.ShopDesk;

/// <summary>How the shop's desk begins and ends every answer.</summary>
internal static class HouseStyle
{
    public const string Opening = "Hi there!";
    public const string Closing = "Happy trails!";
    public const string Instruction = $"Instruction: Begin the answer with \"{Opening}\" and end it with \"{Closing}\"";

    public static string Dress(string answer) => $"{Opening} {answer}. {Closing}";
}

using System.Globalization;
using FineTuneLab.SyntheticData.Randomness;

namespace FineTuneLab.SyntheticData.Words;

/// <summary>Numbers as the corpus writes them.</summary>
public static class Numbers
{
    public static string Small(Rng rng, int low = 2, int high = 99) => Text(rng.Between(low, high));

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

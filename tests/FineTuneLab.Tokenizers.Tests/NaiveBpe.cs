namespace FineTuneLab.Tokenizers.Tests;

/// <summary>The textbook's loop, counting every pair anew before each merge: slow, and plain to see through.</summary>
internal static class NaiveBpe
{
    public static (List<string> Tokens, List<List<string>> Words) Train(string[] texts, int merges)
    {
        var words = texts.Select(text => text.Select(letter => letter.ToString()).ToList()).ToList();
        var tokens = new List<string>();
        // Order of ids: letters, then tokens as they were learnt.
        int Rank(string token) => token.Length == 1 ? token[0] : 1000 + tokens.IndexOf(token);
        while (tokens.Count < merges)
        {
            var best = words
                .SelectMany(word => word.Zip(word.Skip(1)))
                .GroupBy(pair => pair)
                .Where(group => group.Count() >= 2)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => Rank(group.Key.First))
                .ThenBy(group => Rank(group.Key.Second))
                .FirstOrDefault();
            if (best is null)
            {
                break;
            }

            var merged = best.Key.First + best.Key.Second;
            if (!tokens.Contains(merged))
            {
                tokens.Add(merged);
            }

            words.ForEach(word => Merge(word, best.Key, merged));
        }

        return (tokens, words);
    }

    private static void Merge(List<string> word, (string First, string Second) pair, string merged)
    {
        for (var at = 0; at + 1 < word.Count; at++)
        {
            if (word[at] == pair.First && word[at + 1] == pair.Second)
            {
                word[at] = merged;
                word.RemoveAt(at + 1);
            }
        }
    }
}

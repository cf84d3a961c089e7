using System.Text.Json;
using FineTuneLab.Tokenizers.Json;

namespace FineTuneLab.Tokenizers.Models;

/// <summary>What two neighbouring tokens become, and how early that merge was learnt (rank 0 first).</summary>
internal readonly record struct Merge(int Rank, int Id);

internal sealed class MergeTable
{
    private readonly Dictionary<long, Merge> _merges;

    private MergeTable(Dictionary<long, Merge> merges) => _merges = merges;

    /// <param name="part">"a b" or ["a", "b"], one a merge.</param>
    public static MergeTable Read(JsonPart part, Vocabulary vocabulary)
    {
        var merges = new Dictionary<long, Merge>();
        var rank = 0;
        foreach (var item in part.Items())
        {
            var (left, right) = Pair(item);
            // Of two equal merges the later rank counts, as in the reference.
            merges[Key(Id(left, item, vocabulary), Id(right, item, vocabulary))] = new(rank++, Id(left + right, item, vocabulary));
        }

        return new(merges);
    }

    public bool TryFind(int left, int right, out Merge merge) => _merges.TryGetValue(Key(left, right), out merge);

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    private static int Id(string token, JsonPart merge, Vocabulary vocabulary) =>
        vocabulary.Id(token) ?? throw merge.Wrong($"names the token '{token}', which model.vocab lacks");

    private static (string Left, string Right) Pair(JsonPart merge)
    {
        string[] parts = merge.Element.ValueKind == JsonValueKind.Array
            ? [.. merge.Items().Select(part => part.AsText())]
            : merge.AsText().Split(' ');
        return parts.Length == 2 ? (parts[0], parts[1]) : throw merge.Wrong("must name two tokens");
    }
}

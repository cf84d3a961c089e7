using System.Runtime.InteropServices;
using System.Text;

namespace FineTuneLab.Tokenizers.Training;

/// <summary>
/// Words as symbols, how often each pair of neighbours occurs, and where. A merge touches only the words that hold its pair, and the
/// queue of pairs is corrected lazily, so that thousands of merges over a large corpus take seconds.
/// </summary>
internal sealed class PairMerging
{
    private readonly List<Word> _words = [];
    private readonly Dictionary<long, long> _counts = [];
    private readonly Dictionary<long, List<int>> _places = [];
    private readonly PriorityQueue<Candidate, Candidate> _queue = new();
    private readonly HashSet<long> _changed = [];

    /// <param name="wordCounts">How often each word occurs.</param>
    /// <param name="firstByteId">Id of the first byte in the order of <see cref="ByteLevelPreTokenization.ByteOrder"/>.</param>
    public PairMerging(Dictionary<string, long> wordCounts, int firstByteId)
    {
        var idOfByte = new int[256];
        for (var rank = 0; rank < 256; rank++)
        {
            idOfByte[ByteLevelPreTokenization.ByteOrder[rank]] = firstByteId + rank;
        }

        foreach (var (text, count) in wordCounts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length > 1)
            {
                _words.Add(new(Array.ConvertAll(bytes, value => idOfByte[value]), count));
            }
        }

        for (var index = 0; index < _words.Count; index++)
        {
            CountPairs(index);
        }

        foreach (var (pair, count) in _counts)
        {
            Enqueue(pair, count);
        }
    }

    /// <summary>The commonest pair, to be merged or left alone; null when none occurs often enough.</summary>
    public (int Left, int Right)? TakeCommonest(long minimumFrequency)
    {
        while (_queue.TryDequeue(out var candidate, out _))
        {
            // A candidate is stale when its count has changed since: the present count was queued then.
            if (_counts.GetValueOrDefault(candidate.Pair) == candidate.Count)
            {
                return candidate.Count >= minimumFrequency ? ((int)(candidate.Pair >> 32), (int)candidate.Pair) : null;
            }
        }

        return null;
    }

    /// <summary>Makes every occurrence of a pair one symbol.</summary>
    public void Merge(int left, int right, int newId)
    {
        var pair = Key(left, right);
        _changed.Clear();
        // A word may be listed more than once, or hold the pair no longer: then it has nothing to merge.
        foreach (var index in _places[pair].ToArray())
        {
            MergeIn(index, left, right, newId);
        }

        _counts.Remove(pair);
        _places.Remove(pair);
        _changed.Remove(pair);
        foreach (var changed in _changed)
        {
            Enqueue(changed, _counts[changed]);
        }
    }

    private void CountPairs(int index)
    {
        var word = _words[index];
        for (var at = 0; at + 1 < word.Length; at++)
        {
            Change(Key(word.Symbols[at], word.Symbols[at + 1]), word.Count, index);
        }
    }

    private void MergeIn(int index, int left, int right, int newId)
    {
        var word = _words[index];
        var symbols = word.Symbols;
        var written = 0;
        for (var at = 0; at < word.Length; at++)
        {
            if (at + 1 < word.Length && symbols[at] == left && symbols[at + 1] == right)
            {
                if (written > 0)
                {
                    Change(Key(symbols[written - 1], left), -word.Count, index);
                    Change(Key(symbols[written - 1], newId), word.Count, index);
                }

                if (at + 2 < word.Length)
                {
                    Change(Key(right, symbols[at + 2]), -word.Count, index);
                    Change(Key(newId, symbols[at + 2]), word.Count, index);
                }

                symbols[written++] = newId;
                at++;
            }
            else
            {
                symbols[written++] = symbols[at];
            }
        }

        word.Length = written;
    }

    private void Change(long pair, long by, int index)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _);
        count += by;
        _changed.Add(pair);
        if (by > 0)
        {
            ref var places = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, pair, out _);
            places ??= [];
            if (places.Count == 0 || places[^1] != index)
            {
                places.Add(index);
            }
        }
    }

    private void Enqueue(long pair, long count)
    {
        if (count > 0)
        {
            var candidate = new Candidate(count, pair);
            _queue.Enqueue(candidate, candidate);
        }
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    private sealed class Word(int[] symbols, long count)
    {
        public int[] Symbols { get; } = symbols;

        public long Count { get; } = count;

        public int Length { get; set; } = symbols.Length;
    }

    private readonly record struct Candidate(long Count, long Pair) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other) => Count != other.Count ? other.Count.CompareTo(Count) : Pair.CompareTo(other.Pair);
    }
}

namespace FineTuneLab.Tokenizers.Models;

/// <summary>
/// Applies merges to the symbols of one piece, lowest rank first and leftmost of equals: a linked list and a heap, so that a piece
/// of n symbols costs O(n log n) also when it is a megabyte long. Reused from piece to piece; not for two threads at once.
/// </summary>
internal sealed class MergeQueue
{
    private const int Gone = -1;

    private readonly PriorityQueue<int, long> _candidates = new();
    private int[] _ids = new int[64];
    private int[] _lengths = new int[64];
    private int[] _previous = new int[64];
    private int[] _next = new int[64];
    private int _count;

    public void Clear() => _count = 0;

    /// <param name="id">Token that stands for the symbol before merging.</param>
    /// <param name="length">UTF-8 bytes of the piece that it covers.</param>
    public void Add(int id, int length)
    {
        if (_count == _ids.Length)
        {
            Grow();
        }

        _ids[_count] = id;
        _lengths[_count] = length;
        _count++;
    }

    public EncodedPiece Run(MergeTable merges)
    {
        for (var index = 0; index < _count; index++)
        {
            _previous[index] = index - 1;
            _next[index] = index + 1 < _count ? index + 1 : Gone;
        }

        for (var index = 0; index + 1 < _count; index++)
        {
            Propose(index, merges);
        }

        var left = _count;
        while (_candidates.TryDequeue(out var index, out var priority))
        {
            left -= TryMerge(index, (int)(priority >> 32), merges) ? 1 : 0;
        }

        return Collect(left);
    }

    private void Propose(int index, MergeTable merges)
    {
        if (merges.TryFind(_ids[index], _ids[_next[index]], out var merge))
        {
            _candidates.Enqueue(index, ((long)merge.Rank << 32) | (uint)index);
        }
    }

    private bool TryMerge(int index, int rank, MergeTable merges)
    {
        var next = _next[index];
        // A candidate is stale when either side has been merged since it was proposed.
        if (_ids[index] == Gone || next == Gone || !merges.TryFind(_ids[index], _ids[next], out var merge) || merge.Rank != rank)
        {
            return false;
        }

        _ids[index] = merge.Id;
        _lengths[index] += _lengths[next];
        _ids[next] = Gone;
        _next[index] = _next[next];
        if (_next[index] != Gone)
        {
            _previous[_next[index]] = index;
            Propose(index, merges);
        }

        if (_previous[index] != Gone)
        {
            Propose(_previous[index], merges);
        }

        return true;
    }

    private EncodedPiece Collect(int left)
    {
        var piece = new EncodedPiece(new int[left], new int[left]);
        var at = 0;
        for (var index = _count == 0 ? Gone : 0; index != Gone; index = _next[index])
        {
            piece.Ids[at] = _ids[index];
            piece.Lengths[at++] = _lengths[index];
        }

        return piece;
    }

    private void Grow()
    {
        Array.Resize(ref _ids, _count * 2);
        Array.Resize(ref _lengths, _count * 2);
        Array.Resize(ref _previous, _count * 2);
        Array.Resize(ref _next, _count * 2);
    }
}

/// <summary>Tokens of one piece and how many UTF-8 bytes of it each covers.</summary>
internal sealed record EncodedPiece(int[] Ids, int[] Lengths);

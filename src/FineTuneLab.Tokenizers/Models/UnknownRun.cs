namespace FineTuneLab.Tokenizers.Models;

/// <summary>Symbols that the vocabulary lacks, on their way into a <see cref="MergeQueue"/> as the unknown token.</summary>
internal struct UnknownRun(BpeSettings settings, MergeQueue queue)
{
    private int _length;

    /// <param name="length">UTF-8 bytes of the symbol.</param>
    public void Add(int length)
    {
        if (!settings.FuseUnknown)
        {
            End();
        }

        _length += length;
    }

    public void End()
    {
        // Without an unknown token the reference drops the symbol, and counts offsets as if it had not been there.
        if (_length > 0 && settings.UnknownId is { } id)
        {
            queue.Add(id, _length);
        }

        _length = 0;
    }
}

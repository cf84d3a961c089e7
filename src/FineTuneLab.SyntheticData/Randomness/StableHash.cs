namespace FineTuneLab.SyntheticData.Randomness;

/// <summary>FNV-1a over UTF-16 code units with a final mix: the same on every machine and run, unlike string.GetHashCode.</summary>
public static class StableHash
{
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in text)
            hash = (hash ^ c) * 0x100000001B3UL;
        hash ^= hash >> 32;
        hash *= 0xD6E8FEB86659FD93UL;
        return hash ^ (hash >> 32);
    }
}

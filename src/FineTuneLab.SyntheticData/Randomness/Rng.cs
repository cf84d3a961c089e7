using System.Numerics;

namespace FineTuneLab.SyntheticData.Randomness;

/// <summary>
/// xoshiro256** seeded through splitmix64 (Blackman and Vigna 2018). Ours, so that a corpus is the same on every
/// runtime: System.Random keeps its algorithm to itself. Not for several threads at once.
/// </summary>
public sealed class Rng
{
    private ulong _a, _b, _c, _d;

    public Rng(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    private Rng(RngState state) => (_a, _b, _c, _d) = (state.A, state.B, state.C, state.D);

    /// <summary>All that determines the numbers still to come.</summary>
    public RngState State => new(_a, _b, _c, _d);

    /// <summary>Goes on from a saved <see cref="State"/>.</summary>
    public static Rng Resume(RngState state) => new(state);

    /// <summary>A stream of its own, determined by this stream's state and a name; this stream moves on by one number.</summary>
    public Rng Fork(string name) => new(NextUInt64() ^ StableHash.Of(name));

    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, <paramref name="bound"/>), by Lemire's multiply-shift; its bias is below 2^-32 for bounds in use here.</summary>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)(((NextUInt64() >> 32) * (ulong)bound) >> 32);
    }

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>], both ends included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>An index, drawn with probability proportional to its weight.</summary>
    public int Weighted(IReadOnlyList<double> weights)
    {
        var left = Unit() * weights.Sum();
        for (var i = 0; i < weights.Count - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
                return i;
        }

        return weights.Count - 1;
    }

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var array = items.ToArray();
        for (var i = array.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (array[i], array[j]) = (array[j], array[i]);
        }

        return array;
    }

    /// <summary><paramref name="count"/> different positions' items, in random order.</summary>
    public T[] Sample<T>(IReadOnlyList<T> items, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, items.Count);
        return Shuffled(items)[..count];
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

/// <summary>The four words of xoshiro256**.</summary>
public readonly record struct RngState(ulong A, ulong B, ulong C, ulong D);

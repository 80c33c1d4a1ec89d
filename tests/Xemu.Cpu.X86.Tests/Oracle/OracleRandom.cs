namespace Xemu.Cpu.X86.Tests;

/// <summary>SplitMix64: small, and the same on every host and .NET version.</summary>
internal sealed class OracleRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next64()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    public uint Next32() => (uint)(Next64() >> 32);

    /// <summary>0 to limit - 1.</summary>
    public int Below(int limit) => (int)((Next64() >> 33) % (uint)limit);

    public bool Percent(int percent) => Below(100) < percent;

    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>128 bits in two words, with those operations that the quick routines need.</summary>
/// <remarks>In their longer methods the JIT compiler makes calls of UInt128's operators, and copies of it that wait for its halves to be stored.</remarks>
internal readonly struct Limbs(ulong high, ulong low)
{
    public readonly ulong High = high;
    public readonly ulong Low = low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Limbs operator +(Limbs a, Limbs b)
    {
        ulong low = a.Low + b.Low;
        return new Limbs(a.High + b.High + (low < b.Low ? 1UL : 0), low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Limbs operator -(Limbs a, Limbs b) => new(a.High - b.High - (a.Low < b.Low ? 1UL : 0), a.Low - b.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(Limbs a, Limbs b) => a.High < b.High || (a.High == b.High && a.Low < b.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(Limbs a, Limbs b) => b < a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Limbs Of(UInt128 value) => new((ulong)(value >> 64), (ulong)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Limbs Product(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return new Limbs(high, low);
    }

    /// <summary>The product with a word, over 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Limbs Times(ulong b) => Product(High, b) + new Limbs(0, Math.BigMul(Low, b, out _));

    /// <summary>The product over 2^128, but for a few units of the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Limbs Times(Limbs b) => Times(b.High) + new Limbs(0, Math.BigMul(High, b.Low, out _));

    /// <summary>Shifted right by 0 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Limbs Right(int count)
    {
        ulong low = (Low >> count) | (High << 1 << (63 - (count & 63)));
        return count < 64 ? new Limbs(High >> count, low) : new Limbs(0, High >> count);
    }

    /// <summary>Shifted left until the top bit is set, unless it is below 2^64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Limbs Normal(out int zeros)
    {
        zeros = BitOperations.LeadingZeroCount(High) & 63;
        return new Limbs((High << zeros) | (Low >> 1 >> (63 - zeros)), Low << zeros);
    }
}

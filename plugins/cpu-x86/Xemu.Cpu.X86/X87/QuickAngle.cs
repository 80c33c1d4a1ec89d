using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Sine and cosine of a rest from 0 to pi / 4 in some 75 bits.</summary>
/// <remarks>
/// From 2^-6 on the rest is k/64 + t with t at most 1/128, and the sine sin k/64 cos t + cos k/64 sin t, whose first factors are tables. Below it the series are
/// short as they are. Results are fractions of 128 bits times a power of two; they err by less than <see cref="Quick.Error"/>.
/// </remarks>
internal readonly struct QuickAngle
{
    /// <summary>Largest exponent of a rest that needs no table.</summary>
    public const int Small = -7;

    /// <summary>Exponent of the cosine, if its top bit were set.</summary>
    public const int CosineExponent = -1;

    /// <summary>Exponent of the sine, if its top bit were set.</summary>
    public readonly int SineExponent;

    private readonly ulong _magnitude;
    private readonly ulong _square;
    private readonly int _index;
    private readonly bool _isBelow;

    /// <summary>Takes a rest, a number whose top bit is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public QuickAngle(ulong high, ulong low, int exponent)
    {
        SineExponent = exponent;
        _magnitude = high;
        int shift = 2 * (Small - exponent);
        if (exponent > Small)
        {
            // In units of 2^-70 k is what stands above 64 bits, and the rest is exact.
            SineExponent = CosineExponent;
            int place = Small + 64 - exponent;
            var t = (long)((low >> place) | (high << (64 - place)));
            _isBelow = t < 0;
            _index = (int)(high >> place) - (int)(t >> 63);
            _magnitude = (ulong)((t ^ (t >> 63)) - (t >> 63));
            shift = 0;
        }

        _square = shift < 64 ? Quick.High(_magnitude, _magnitude) >> shift : 0;
    }

    public Limbs Sine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _index == 0
            ? new Limbs(_magnitude, 0) - Limbs.Product(_magnitude, SineRest).Right(Quick.SquareShift)
            : Turn(QuickTables.Sine(_index), QuickTables.Cosine(_index), isSum: !_isBelow);
    }

    public Limbs Cosine
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _index == 0
            ? default(Limbs) - new Limbs(CosineRest, 0).Right(Quick.SquareShift)
            : Turn(QuickTables.Cosine(_index), QuickTables.Sine(_index), isSum: _isBelow);
    }

    /// <summary>1 - sin(t) / t.</summary>
    private ulong SineRest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Quick.Alternating(_square, ulong.MaxValue / 6, ulong.MaxValue / 120, ulong.MaxValue / 5040, ulong.MaxValue / 362880);
    }

    /// <summary>1 - cos(t).</summary>
    private ulong CosineRest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_square >> 1) - (Quick.High(
            _square, Quick.Alternating(_square, ulong.MaxValue / 24, ulong.MaxValue / 720, ulong.MaxValue / 40320, ulong.MaxValue / 3628800)) >> Quick.SquareShift);
    }

    /// <summary>along cos |t| +- across sin |t|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Limbs Turn(Limbs along, Limbs across, bool isSum)
    {
        const int UnitBits = 70;

        // Two bits more of t (1 - sin(t) / t): units of 2^-84, and then of 2^-134.
        const int Finer = 2;
        ulong bend = Quick.High(_magnitude, SineRest << Finer);
        Limbs bent = new Limbs(Quick.High(across.High, bend), 0).Right(Quick.SquareShift + Finer);
        Limbs part = (across.Times(_magnitude) - bent).Right(UnitBits - 64);
        Limbs most = along - along.Times(CosineRest).Right(Quick.SquareShift);
        return isSum ? most + part : most - part;
    }
}

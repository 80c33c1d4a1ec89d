namespace Xemu.Block;

/// <summary>Reads one channel of a FLAC frame: a predictor and what it missed. Written from RFC 9639.</summary>
internal static class FlacSubframe
{
    private const int MaxOrder = 32;

    /// <summary>Coefficients of the predictors that the format fixes.</summary>
    private static readonly int[][] Fixed = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

    /// <summary>Reads a channel.</summary>
    /// <param name="bits">The frame.</param>
    /// <param name="samples">All samples of the channel.</param>
    /// <param name="width">Bits a sample.</param>
    /// <exception cref="ChdDamageException">It is none.</exception>
    public static void Read(ref BitReader bits, scoped Span<int> samples, int width)
    {
        _ = bits.Read(1);
        int type = (int)bits.Read(6);
        int wasted = bits.Read(1) == 0 ? 0 : 1 + Unary(ref bits, width);
        width -= wasted;
        if (width <= 0)
        {
            throw new ChdDamageException("a FLAC channel without bits");
        }

        ReadKind(ref bits, samples, width, type);
        foreach (ref int sample in samples)
        {
            sample <<= wasted;
        }
    }

    private static void ReadKind(ref BitReader bits, scoped Span<int> samples, int width, int type)
    {
        switch (type)
        {
            case 0:
                samples.Fill(Signed(ref bits, width));
                break;
            case 1:
                ReadPlain(ref bits, samples, width);
                break;
            case >= 8 and <= 12:
                ReadPredicted(ref bits, samples, width, Fixed[type - 8]);
                break;
            case >= 32:
                ReadLinear(ref bits, samples, width, type - 31);
                break;
            default:
                throw new ChdDamageException("a FLAC channel of no kind");
        }
    }

    private static void ReadPlain(ref BitReader bits, scoped Span<int> samples, int width)
    {
        foreach (ref int sample in samples)
        {
            sample = Signed(ref bits, width);
        }
    }

    private static void ReadPredicted(ref BitReader bits, scoped Span<int> samples, int width, ReadOnlySpan<int> coefficients)
    {
        CheckOrder(samples, coefficients.Length);
        ReadPlain(ref bits, samples[..coefficients.Length], width);
        ReadResidual(ref bits, samples, coefficients.Length);
        Predict(samples, coefficients, shift: 0);
    }

    private static void ReadLinear(ref BitReader bits, scoped Span<int> samples, int width, int order)
    {
        CheckOrder(samples, order);
        ReadPlain(ref bits, samples[..order], width);
        int precision = (int)bits.Read(4) + 1;
        int shift = Signed(ref bits, 5);
        if (precision == 16 || shift < 0)
        {
            throw new ChdDamageException("a FLAC predictor that is none");
        }

        Span<int> coefficients = stackalloc int[MaxOrder];
        coefficients = coefficients[..order];
        ReadPlain(ref bits, coefficients, precision);
        ReadResidual(ref bits, samples, order);
        Predict(samples, coefficients, shift);
    }

    private static void CheckOrder(Span<int> samples, int order)
    {
        if (order > samples.Length)
        {
            throw new ChdDamageException("a FLAC predictor that is longer than its frame");
        }
    }

    /// <summary>Adds to what was missed what the samples before predict.</summary>
    private static void Predict(Span<int> samples, ReadOnlySpan<int> coefficients, int shift)
    {
        for (int i = coefficients.Length; i < samples.Length; i++)
        {
            long sum = 0;
            for (int j = 0; j < coefficients.Length; j++)
            {
                sum += (long)coefficients[j] * samples[i - 1 - j];
            }

            samples[i] += (int)(sum >> shift);
        }
    }

    /// <summary>What the predictor missed: Rice codes, in partitions with a parameter each.</summary>
    private static void ReadResidual(ref BitReader bits, scoped Span<int> samples, int order)
    {
        uint method = bits.Read(2);
        int partitions = 1 << (int)bits.Read(4);
        if (method > 1 || samples.Length % partitions != 0 || samples.Length / partitions < order)
        {
            throw new ChdDamageException("FLAC partitions that do not fit");
        }

        int length = samples.Length / partitions;
        for (int i = 0; i < partitions; i++)
        {
            int first = i == 0 ? order : i * length;
            ReadPartition(ref bits, samples[first..((i + 1) * length)], method == 0 ? 4 : 5);
        }
    }

    private static void ReadPartition(ref BitReader bits, scoped Span<int> samples, int parameterBits)
    {
        int parameter = (int)bits.Read(parameterBits);
        if (parameter == (1 << parameterBits) - 1)
        {
            ReadPlain(ref bits, samples, (int)bits.Read(5));
            return;
        }

        foreach (ref int sample in samples)
        {
            // No code that fits 17 bits has more leading zeros.
            uint value = ((uint)Unary(ref bits, 1 << 18) << parameter) | bits.Read(parameter);
            sample = (int)(value >> 1) ^ -(int)(value & 1);
        }
    }

    private static int Signed(ref BitReader bits, int width) =>
        width == 0 ? 0 : (int)(bits.Read(width) << (32 - width)) >> (32 - width);

    private static int Unary(ref BitReader bits, int limit)
    {
        int zeros = 0;
        while (bits.Read(1) == 0)
        {
            if (++zeros > limit || bits.IsPastEnd)
            {
                throw new ChdDamageException("a FLAC code that is too long");
            }
        }

        return zeros;
    }
}

using System.Numerics;

namespace Xemu.Kernel.Hle;

/// <summary>A key of the kernel's RSA routines, in guest memory; numbers are little-endian.</summary>
/// <remarks>
/// The header is five words: magic, bytes of the modulus with its padding, bits, bytes of the longest text, public exponent (Microsoft [MS-RDPBCGR] 2.2.1.4.3.1.1.1, RSA_PUBLIC_KEY). Numbers have
/// as many bytes as the bits say, and 8 more: xbox_kernel_test_suite recorded a console's results with bits that do not fit the modulus (src/tests/xc/suite/PK.c). Of a private key follow
/// the two primes, the exponents for them and the coefficient, in half as many bytes each; that order is the one of Microsoft's PRIVATEKEYBLOB, and with this padding unverified. The same suite
/// shows that the console decrypts by them and not by the private exponent.
/// </remarks>
internal readonly ref struct RsaKey
{
    private const uint PublicMagic = 0x3141_5352;
    private const uint PrivateMagic = 0x3241_5352;
    private const uint HeaderBytes = 20;
    private const uint PaddingBytes = 8;
    private const uint MostBits = 4096;

    private readonly GuestMemory _memory;
    private readonly uint _address;
    private readonly bool _isPrivate;

    private RsaKey(GuestMemory memory, uint address, bool isPrivate, uint bits)
    {
        _memory = memory;
        _address = address;
        _isPrivate = isPrivate;
        Bytes = (bits / 8) + PaddingBytes;
    }

    /// <summary>Bytes of a text or a signature with its padding.</summary>
    public uint Bytes { get; }

    /// <summary>Bytes of the modulus without padding.</summary>
    public int ModulusBytes => (int)(Bytes - PaddingBytes);

    /// <summary>What XcPKGetKeyLen tells, whatever the key is.</summary>
    public static uint LengthOf(GuestMemory memory, uint address) => memory.Read32(address + 4);

    /// <summary>Reads a key's header.</summary>
    /// <returns>Whether it is one. Bits beyond any key are refused, which the console does not do.</returns>
    public static bool TryRead(GuestMemory memory, uint address, bool isPrivate, out RsaKey key)
    {
        uint bits = memory.Read32(address + 8);
        key = new RsaKey(memory, address, isPrivate, bits);
        return memory.Read32(address) == (isPrivate ? PrivateMagic : PublicMagic) && bits is >= 32 and <= MostBits;
    }

    /// <summary>Reads a number.</summary>
    public static BigInteger ReadNumber(GuestMemory memory, uint address, uint bytes)
    {
        byte[] digits = new byte[bytes];
        memory.Read(address, digits);
        return new BigInteger(digits, isUnsigned: true);
    }

    /// <summary>Writes a number that fits.</summary>
    public static void WriteNumber(GuestMemory memory, uint address, BigInteger value, uint bytes)
    {
        byte[] digits = new byte[bytes];
        _ = value.TryWriteBytes(digits, out _, isUnsigned: true);
        memory.Write(address, digits);
    }

    /// <summary>Applies the key to a number.</summary>
    /// <returns>The result, or null when the key has a zero where none can be.</returns>
    public BigInteger? Apply(BigInteger text)
    {
        BigInteger modulus = ReadNumber(_memory, _address + HeaderBytes, Bytes);
        if (modulus.IsZero)
        {
            return null;
        }

        return _isPrivate ? Decrypt(text) % modulus : BigInteger.ModPow(text, _memory.Read32(_address + 16), modulus);
    }

    private BigInteger? Decrypt(BigInteger text)
    {
        uint half = Bytes / 2;
        uint place = _address + HeaderBytes + Bytes;
        Span<BigInteger> numbers = new BigInteger[5];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = ReadNumber(_memory, place + (half * (uint)i), half);
        }

        (BigInteger p, BigInteger q) = (numbers[0], numbers[1]);
        if (p.IsZero || q.IsZero)
        {
            return null;
        }

        // RFC 8017, 5.1.2: by the Chinese remainder theorem.
        var first = BigInteger.ModPow(text, numbers[2], p);
        var second = BigInteger.ModPow(text, numbers[3], q);
        BigInteger h = (first - second) * numbers[4] % p;
        return second + (q * (h.Sign < 0 ? h + p : h));
    }
}

using System.Numerics;

namespace Xemu.Kernel.Hle;

/// <summary>Xc: RSA and modular powers.</summary>
internal static class XcKeyExports
{
    private const uint MostWords = 128;

    /// <summary>DigestInfo of SHA-1 as PKCS #1 has it, and without the parameters that RFC 8017 A.2.4 lets be left out.</summary>
    private static readonly byte[][] DigestPrefixes =
    [
        [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14],
        [0x30, 0x1F, 0x30, 0x07, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x04, 0x14],
    ];

    public static void Register(ExportTable exports)
    {
        exports.Serve("XcPKEncPublic", static call => Apply(call, isPrivate: false));
        exports.Serve("XcPKDecPrivate", static call => Apply(call, isPrivate: true));
        exports.Serve("XcPKGetKeyLen", static call => RsaKey.LengthOf(call.Memory, call[0]));
        exports.Serve("XcVerifyPKCS1Signature", Verify);
        exports.Serve("XcModExp", ModularPower);
    }

    /// <summary>(Key, Input, Output).</summary>
    /// <returns>1, or 0 when the key is none.</returns>
    private static uint Apply(KernelCall call, bool isPrivate)
    {
        if (!RsaKey.TryRead(call.Memory, call[0], isPrivate, out RsaKey key) || key.Apply(RsaKey.ReadNumber(call.Memory, call[1], key.Bytes)) is not { } result)
        {
            return 0;
        }

        RsaKey.WriteNumber(call.Memory, call[2], result, key.Bytes);
        return 1;
    }

    /// <summary>(Signature, PublicKey, Digest).</summary>
    /// <returns>1 when the signature is of the digest.</returns>
    private static uint Verify(KernelCall call)
    {
        Span<byte> digest = stackalloc byte[Sha1.DigestBytes];
        call.Memory.Read(call[2], digest);
        if (!RsaKey.TryRead(call.Memory, call[1], isPrivate: false, out RsaKey key) || key.Apply(RsaKey.ReadNumber(call.Memory, call[0], (uint)key.ModulusBytes)) is not { } text)
        {
            return 0;
        }

        foreach (byte[] prefix in DigestPrefixes)
        {
            int padding = key.ModulusBytes - 3 - prefix.Length - digest.Length;
            if (padding >= 8 && new BigInteger(Encode(padding, prefix, digest), isUnsigned: true, isBigEndian: true) == text)
            {
                return 1;
            }
        }

        return 0;
    }

    /// <summary>RFC 8017, 9.2: EMSA-PKCS1-v1_5.</summary>
    private static byte[] Encode(int padding, byte[] prefix, ReadOnlySpan<byte> digest) =>
        [0x00, 0x01, .. Enumerable.Repeat((byte)0xFF, padding), 0x00, .. prefix, .. digest];

    /// <summary>(A, B, C, D, words): A = B to the power of C, modulo D. Numbers beyond 4096 bits are refused, which the console does not do.</summary>
    private static uint ModularPower(KernelCall call)
    {
        if (call[4] is 0 or > MostWords)
        {
            return 0;
        }

        uint bytes = call[4] * 4;
        BigInteger modulus = RsaKey.ReadNumber(call.Memory, call[3], bytes);
        if (modulus.IsZero)
        {
            return 0;
        }

        BigInteger power = BigInteger.ModPow(RsaKey.ReadNumber(call.Memory, call[1], bytes), RsaKey.ReadNumber(call.Memory, call[2], bytes), modulus);
        RsaKey.WriteNumber(call.Memory, call[0], power, bytes);
        return 1;
    }
}

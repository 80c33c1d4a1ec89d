using System.Security.Cryptography;

namespace Xemu.Kernel.Hle;

/// <summary>Xc: SHA-1, HMAC and RC4.</summary>
/// <remarks>Source of the structures: nxdk lib/xboxkrnl/xboxkrnl.h, Cxbx-Reloaded for sizes.</remarks>
internal static class XcHashExports
{
    private const uint MostHmacKeyBytes = 64;
    private const uint MostRc4KeyBytes = 256;

    public static void Register(ExportTable exports)
    {
        exports.Serve("XcSHAInit", BeginHash);
        exports.Serve("XcSHAUpdate", UpdateHash);
        exports.Serve("XcSHAFinal", EndHash);
        exports.Serve("XcHMAC", Hmac);
        exports.Serve("XcRC4Key", SetRc4Key);
        exports.Serve("XcRC4Crypt", CryptRc4);
    }

    /// <summary>(Context).</summary>
    private static uint BeginHash(KernelCall call)
    {
        Sha1.Begin(call.Memory, call[0]);
        return 0;
    }

    /// <summary>(Context, Input, InputLength).</summary>
    private static uint UpdateHash(KernelCall call)
    {
        Sha1.Update(call.Memory, call[0], call[1], call[2]);
        return 0;
    }

    /// <summary>(Context, Digest).</summary>
    private static uint EndHash(KernelCall call)
    {
        Sha1.End(call.Memory, call[0], call[1]);
        return 0;
    }

    /// <summary>(KeyStruct, Length, Text).</summary>
    private static uint CryptRc4(KernelCall call)
    {
        Rc4.Crypt(call.Memory, call[0], call[2], call[1]);
        return 0;
    }

    /// <summary>(Key, KeyLength, Input, InputLength, Input2, InputLength2, Digest). A longer key is cut to 64 bytes and not hashed, as Cxbx-Reloaded shows.</summary>
    private static uint Hmac(KernelCall call)
    {
        byte[] key = new byte[Math.Min(call[1], MostHmacKeyBytes)];
        call.Memory.Read(call[0], key);
        // The hash is one that the console's programs ask for.
#pragma warning disable CA5350
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, key);
#pragma warning restore CA5350
        Append(call.Memory, hmac, call[2], call[3]);
        Append(call.Memory, hmac, call[4], call[5]);
        call.Memory.Write(call[6], hmac.GetHashAndReset());
        return 0;
    }

    private static void Append(GuestMemory memory, IncrementalHash hash, uint input, uint length)
    {
        CryptoBuffer.Probe(memory, input, length, isWrite: false);
        Span<byte> piece = stackalloc byte[(int)KernelLayout.PageBytes];
        for (uint done = 0; done < length;)
        {
            Span<byte> part = piece[..(int)Math.Min(length - done, (uint)piece.Length)];
            memory.Read(input + done, part);
            hash.AppendData(part);
            done += (uint)part.Length;
        }
    }

    /// <summary>(KeyStruct, KeyLength, Key). The length divides: 0 is an exception.</summary>
    private static uint SetRc4Key(KernelCall call)
    {
        if (call[1] == 0)
        {
            return call.Kernel.Exceptions.RaiseStatus(call, NtStatus.IntegerDivideByZero);
        }

        byte[] key = new byte[Math.Min(call[1], MostRc4KeyBytes)];
        call.Memory.Read(call[2], key);
        Rc4.SetKey(call.Memory, call[0], key);
        return 0;
    }
}

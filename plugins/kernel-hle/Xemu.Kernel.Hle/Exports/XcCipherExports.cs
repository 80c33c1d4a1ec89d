using System.Buffers.Binary;

namespace Xemu.Kernel.Hle;

/// <summary>Xc: DES and triple DES.</summary>
/// <remarks>Results of odd arguments: xbox_kernel_test_suite, recorded on a console (src/tests/xc/suite/BlockCrypt.c).</remarks>
internal static class XcCipherExports
{
    private const uint Decrypt = 0;
    private const uint Encrypt = 1;
    private const int TripleKeys = 3;

    public static void Register(ExportTable exports)
    {
        exports.Serve("XcDESKeyParity", SetParity);
        exports.Serve("XcKeyTable", MakeTable);
        exports.Serve("XcBlockCrypt", CryptBlock);
        exports.Serve("XcBlockCryptCBC", CryptChain);
    }

    /// <summary>(Key, KeyLength).</summary>
    private static uint SetParity(KernelCall call)
    {
        (uint key, uint length) = (call[0], call[1]);
        CryptoBuffer.Probe(call.Memory, key, length, isWrite: true);
        for (uint i = 0; i < length; i++)
        {
            call.Memory.Write8(key + i, Des.SetParity(call.Memory.Read8(key + i)));
        }

        return 0;
    }

    /// <summary>(Cipher: 0 for DES, KeyTable, Key).</summary>
    private static uint MakeTable(KernelCall call)
    {
        int keys = Keys(call[0]);
        Span<byte> key = stackalloc byte[Des.KeyBytes * keys];
        Span<byte> table = stackalloc byte[Des.TableBytes * keys];
        call.Memory.Read(call[2], key);
        for (int i = 0; i < keys; i++)
        {
            Des.MakeTable(key[(Des.KeyBytes * i)..], table[(Des.TableBytes * i)..]);
        }

        call.Memory.Write(call[1], table);
        return 0;
    }

    /// <summary>(Cipher, Output, Input, KeyTable, Operation).</summary>
    private static uint CryptBlock(KernelCall call)
    {
        Span<byte> block = stackalloc byte[Des.BlockBytes];
        Span<byte> keys = stackalloc byte[Des.TableBytes * Keys(call[0])];
        call.Memory.Read(call[2], block);
        ReadKeys(call, call[3], keys);
        BinaryPrimitives.WriteUInt64BigEndian(block, Crypt(BinaryPrimitives.ReadUInt64BigEndian(block), keys, call[4]));
        call.Memory.Write(call[1], block);
        return 0;
    }

    /// <summary>(Cipher, InputLength, Output, Input, KeyTable, Operation, Feedback): a part of a block counts as one; what is not 1 decrypts.</summary>
    private static uint CryptChain(KernelCall call)
    {
        (uint output, uint input, uint feedback) = (call[2], call[3], call[6]);
        uint operation = call[5] == Encrypt ? Encrypt : Decrypt;
        ulong length = ((ulong)call[1] + Des.BlockBytes - 1) & ~(Des.BlockBytes - 1UL);
        CryptoBuffer.Probe(call.Memory, input, length, isWrite: false);
        CryptoBuffer.Probe(call.Memory, output, length, isWrite: true);
        Span<byte> keys = stackalloc byte[Des.TableBytes * Keys(call[0])];
        Span<byte> block = stackalloc byte[Des.BlockBytes];
        ReadKeys(call, call[4], keys);
        call.Memory.Read(feedback, block);
        ulong chained = BinaryPrimitives.ReadUInt64BigEndian(block);
        for (ulong done = 0; done < length; done += Des.BlockBytes)
        {
            call.Memory.Read(input + (uint)done, block);
            ulong text = BinaryPrimitives.ReadUInt64BigEndian(block);
            ulong result = operation == Encrypt ? Crypt(text ^ chained, keys, Encrypt) : Crypt(text, keys, Decrypt) ^ chained;
            chained = operation == Encrypt ? result : text;
            BinaryPrimitives.WriteUInt64BigEndian(block, result);
            call.Memory.Write(output + (uint)done, block);
        }

        BinaryPrimitives.WriteUInt64BigEndian(block, chained);
        call.Memory.Write(feedback, block);
        return 0;
    }

    private static int Keys(uint cipher) => cipher == 0 ? 1 : TripleKeys;

    private static void ReadKeys(KernelCall call, uint place, Span<byte> keys)
    {
        Span<byte> table = stackalloc byte[Des.TableBytes];
        for (int i = 0; i < keys.Length; i += Des.TableBytes)
        {
            call.Memory.Read(place + (uint)i, table);
            Des.ReadTable(table, keys[i..]);
        }
    }

    /// <summary>An operation that is neither encrypts with one key and decrypts with three.</summary>
    private static ulong Crypt(ulong block, ReadOnlySpan<byte> keys, uint operation)
    {
        if (keys.Length == Des.TableBytes)
        {
            return Des.Crypt(block, keys, operation != Decrypt);
        }

        bool encrypts = operation == Encrypt;
        (int first, int last) = encrypts ? (0, 2) : (2, 0);
        block = Des.Crypt(block, keys[(first * Des.TableBytes)..], encrypts);
        block = Des.Crypt(block, keys[Des.TableBytes..], !encrypts);
        return Des.Crypt(block, keys[(last * Des.TableBytes)..], encrypts);
    }
}

namespace Xemu.Kernel.Hle;

/// <summary>RC4 with its key in guest memory: 256 bytes of the permutation, then the two indices.</summary>
internal static class Rc4
{
    private const int States = 256;
    private const int KeyBytes = States + 2;

    /// <summary>Writes the key of some bytes, of which 256 count.</summary>
    public static void SetKey(GuestMemory memory, uint place, ReadOnlySpan<byte> bytes)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        key.Clear();
        for (int i = 0; i < States; i++)
        {
            key[i] = (byte)i;
        }

        byte j = 0;
        for (int i = 0; i < States; i++)
        {
            j += (byte)(key[i] + bytes[i % bytes.Length]);
            (key[i], key[j]) = (key[j], key[i]);
        }

        memory.Write(place, key);
    }

    /// <summary>Encrypts or decrypts in place.</summary>
    public static void Crypt(GuestMemory memory, uint place, uint text, uint length)
    {
        CryptoBuffer.Probe(memory, text, length, isWrite: true);
        Span<byte> key = stackalloc byte[KeyBytes];
        memory.Read(place, key);
        Span<byte> piece = stackalloc byte[(int)KernelLayout.PageBytes];
        for (uint done = 0; done < length;)
        {
            Span<byte> part = piece[..(int)Math.Min(length - done, (uint)piece.Length)];
            memory.Read(text + done, part);
            Mix(key, part);
            memory.Write(text + done, part);
            done += (uint)part.Length;
        }

        memory.Write(place, key);
    }

    private static void Mix(Span<byte> key, Span<byte> text)
    {
        (byte i, byte j) = (key[States], key[States + 1]);
        for (int place = 0; place < text.Length; place++)
        {
            i++;
            j += key[i];
            (key[i], key[j]) = (key[j], key[i]);
            text[place] ^= key[(byte)(key[i] + key[j])];
        }

        (key[States], key[States + 1]) = (i, j);
    }
}

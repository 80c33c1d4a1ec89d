namespace Xemu.Kernel.Hle;

/// <summary>A counted string of the guest: STRING or UNICODE_STRING.</summary>
/// <param name="Address">Where the structure lies.</param>
/// <param name="Length">Bytes in use.</param>
/// <param name="MaximumLength">Bytes of the buffer.</param>
/// <param name="Buffer">Address of the characters.</param>
internal readonly record struct GuestString(uint Address, ushort Length, ushort MaximumLength, uint Buffer)
{
    private const uint PoolTag = 0x6772_7453;
    private const uint StructureBytes = 8;
    private const int PageBytes = (int)KernelLayout.PageBytes;

    /// <summary>Reads a structure.</summary>
    public static GuestString Read(GuestMemory memory, uint address) =>
        new(address, memory.Read16(address), memory.Read16(address + 2), memory.Read32(address + 4));

    /// <summary>Writes a structure.</summary>
    public void Write(GuestMemory memory)
    {
        memory.Write16(Address, Length);
        memory.Write16(Address + 2, MaximumLength);
        memory.Write32(Address + 4, Buffer);
    }

    /// <summary>Writes a structure with another length in use.</summary>
    public void WriteLength(GuestMemory memory, int length) => memory.Write16(Address, (ushort)length);

    /// <summary>The bytes in use.</summary>
    public byte[] Bytes(GuestMemory memory)
    {
        byte[] bytes = new byte[Length];
        memory.Read(Buffer, bytes);
        return bytes;
    }

    /// <summary>The characters in use of a UNICODE_STRING.</summary>
    public char[] Characters(GuestMemory memory)
    {
        char[] characters = new char[Length / 2];
        memory.Read(Buffer, System.Runtime.InteropServices.MemoryMarshal.AsBytes(characters.AsSpan()));
        return characters;
    }

    /// <summary>Takes pool for a string's characters.</summary>
    /// <returns>Its address, or 0.</returns>
    public static uint Allocate(Kernel kernel, int bytes) => kernel.Pool.Allocate((uint)bytes, PoolTag);

    /// <summary>Serves RtlFreeAnsiString and RtlFreeUnicodeString.</summary>
    public static uint Free(KernelCall call)
    {
        uint buffer = call.Memory.Read32(call[0] + 4);
        if (buffer != 0)
        {
            call.Memory.Fill(call[0], StructureBytes, 0);
            _ = call.Kernel.Pool.Free(buffer);
        }

        return 0;
    }

    /// <summary>Counts the bytes before a NUL.</summary>
    public static uint Count(GuestMemory memory, uint address)
    {
        Span<byte> piece = stackalloc byte[PageBytes];
        for (ulong place = address; ;)
        {
            CheckEnd(memory, address, place);
            Span<byte> part = piece[..(PageBytes - (int)(place % (uint)PageBytes))];
            memory.Read((uint)place, part);
            int end = part.IndexOf((byte)0);
            if (end >= 0)
            {
                return (uint)place + (uint)end - address;
            }

            place += (uint)part.Length;
        }
    }

    /// <summary>Counts the characters of 16 bits before a NUL.</summary>
    public static uint CountWide(GuestMemory memory, uint address)
    {
        Span<byte> piece = stackalloc byte[PageBytes];
        for (ulong place = address; ;)
        {
            CheckEnd(memory, address, place);
            int room = PageBytes - (int)(place % (uint)PageBytes);
            Span<byte> part = piece[..(room & ~1)];
            memory.Read((uint)place, part);
            int end = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(part).IndexOf('\0');
            place += (uint)part.Length;
            if (end >= 0)
            {
                return ((uint)(place - address - (uint)part.Length) / 2) + (uint)end;
            }

            // A character that ends in the next page.
            if ((room & 1) != 0)
            {
                if (memory.Read16((uint)place) == 0)
                {
                    return (uint)(place - address) / 2;
                }

                place += 2;
            }
        }
    }

    /// <summary>Text without a NUL up to the end of all addresses, or longer than RAM, ends in a fault: else nothing would end it where every address names memory.</summary>
    private static void CheckEnd(GuestMemory memory, uint address, ulong place)
    {
        if (place > uint.MaxValue || place - address > memory.Ram.SizeBytes)
        {
            throw new GuestFaultException((uint)Math.Min(place, uint.MaxValue), isWrite: false);
        }
    }

    /// <summary>Serves (Destination, Source or 0): copies as much as fits.</summary>
    /// <param name="call">The call.</param>
    /// <param name="change">What is done to the bytes first.</param>
    public static uint Copy(KernelCall call, Action<byte[]> change)
    {
        GuestString destination = Read(call.Memory, call[0]);
        byte[] bytes = [];
        if (call[1] != 0)
        {
            GuestString source = Read(call.Memory, call[1]);
            bytes = (source with { Length = Math.Min(source.Length, destination.MaximumLength) }).Bytes(call.Memory);
        }

        change(bytes);
        call.Memory.Write(destination.Buffer, bytes);
        destination.WriteLength(call.Memory, bytes.Length);
        return 0;
    }
}

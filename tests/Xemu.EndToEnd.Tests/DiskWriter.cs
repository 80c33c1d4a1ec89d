using Xemu.Abstractions.Media;

namespace Xemu.EndToEnd.Tests;

/// <summary>A guest of the Xbox that writes its disk without end, and how to look at what it wrote.</summary>
/// <remarks>
/// Number N goes to sector N modulo 64, in all of the sector's words; every fourth write is followed by a flush; the sector of 40 numbers before is read back
/// and compared. After each it changes RAM here and there in 512 KiB. Written in real mode, by programmed input and output (ATA/ATAPI-5, T13 1321D).
/// </remarks>
internal static class DiskWriter
{
    /// <summary>Where its numbers lie in RAM: last number, last number that was flushed, errors; 32 bits each.</summary>
    public const int StateAddress = 0x500;

    /// <summary>Sectors it writes.</summary>
    public const int Sectors = 64;

    private const int FlashBytes = 256 << 10;
    private const int SegmentStart = FlashBytes - 0x1_0000;

    private static readonly byte[] Program =
    [
        // start:
        0xFA,                            // cli
        0xFC,                            // cld
        0x31, 0xC0,                      // xor ax, ax
        0x8E, 0xD0,                      // mov ss, ax
        0xBC, 0x00, 0x05,                // mov sp, 0x500
        0x66, 0x8B, 0x2E, 0x00, 0x05,    // mov ebp, [0x500]
        // again:
        0x66, 0x45,                      // inc ebp
        0x31, 0xC0,                      // xor ax, ax
        0x8E, 0xC0,                      // mov es, ax
        // a sector of the number
        0x66, 0x89, 0xE8,                // mov eax, ebp
        0xBF, 0x00, 0x06,                // mov di, 0x600
        0xB9, 0x80, 0x00,                // mov cx, 128
        0xF3, 0x66, 0xAB,                // rep stosd
        0xB3, 0x30,                      // mov bl, 0x30
        0x66, 0x89, 0xE8,                // mov eax, ebp
        0xE8, 0x7A, 0x00,                // call command
        0xE8, 0xA2, 0x00,                // call data
        0xBE, 0x00, 0x06,                // mov si, 0x600
        0xBA, 0xF0, 0x01,                // mov dx, 0x1F0
        0xB9, 0x00, 0x01,                // mov cx, 256
        0xF3, 0x6F,                      // rep outsw
        0xE8, 0xA1, 0x00,                // call ready
        // every fourth: flush
        0xF7, 0xC5, 0x03, 0x00,          // test bp, 3
        0x75, 0x10,                      // jnz .noflush
        0xB3, 0xE7,                      // mov bl, 0xE7
        0x66, 0x89, 0xE8,                // mov eax, ebp
        0xE8, 0x5B, 0x00,                // call command
        0xE8, 0x90, 0x00,                // call ready
        0x66, 0x89, 0x2E, 0x04, 0x05,    // mov [0x504], ebp
        // .noflush:
        // read back the one of 40 before
        0x66, 0x89, 0xE8,                // mov eax, ebp
        0x66, 0x83, 0xE8, 0x28,          // sub eax, 40
        0x76, 0x27,                      // jbe .noread
        0xB3, 0x20,                      // mov bl, 0x20
        0x66, 0x50,                      // push eax
        0xE8, 0x43, 0x00,                // call command
        0xE8, 0x6B, 0x00,                // call data
        0xBF, 0x00, 0x08,                // mov di, 0x800
        0xBA, 0xF0, 0x01,                // mov dx, 0x1F0
        0xB9, 0x00, 0x01,                // mov cx, 256
        0xF3, 0x6D,                      // rep insw
        0x66, 0x58,                      // pop eax
        0xBF, 0x00, 0x08,                // mov di, 0x800
        0xB9, 0x80, 0x00,                // mov cx, 128
        0xF3, 0x66, 0xAF,                // repe scasd
        0x74, 0x05,                      // je .noread
        0x66, 0xFF, 0x06, 0x08, 0x05,    // inc dword [0x508]
        // .noread:
        0x66, 0x89, 0x2E, 0x00, 0x05,    // mov [0x500], ebp
        // dirty 512 KiB: one word a 256 bytes of one segment
        0x89, 0xE8,                      // mov ax, bp
        0x83, 0xE0, 0x07,                // and ax, 7
        0x40,                            // inc ax
        0xC1, 0xE0, 0x0C,                // shl ax, 12
        0x8E, 0xC0,                      // mov es, ax
        0x31, 0xFF,                      // xor di, di
        // .dirty:
        0x26, 0x01, 0x2D,                // add [es:di], bp
        0x47,                            // inc di
        0x47,                            // inc di
        0x26, 0x01, 0x3D,                // add [es:di], di
        0x81, 0xC7, 0xFE, 0x00,          // add di, 254
        0x75, 0xF2,                      // jnz .dirty
        0xE9, 0x6C, 0xFF,                // jmp again
        // command BL for sector EAX & 63
        // command:
        0x50,                            // push ax
        0xE8, 0x1E, 0x00,                // call idle
        0xBA, 0xF6, 0x01,                // mov dx, 0x1F6
        0xB0, 0xE0,                      // mov al, 0xE0
        0xEE,                            // out dx, al
        0xBA, 0xF2, 0x01,                // mov dx, 0x1F2
        0xB0, 0x01,                      // mov al, 1
        0xEE,                            // out dx, al
        0x42,                            // inc dx
        0x58,                            // pop ax
        0x24, 0x3F,                      // and al, 63
        0xEE,                            // out dx, al
        0x42,                            // inc dx
        0xB0, 0x00,                      // mov al, 0
        0xEE,                            // out dx, al
        0x42,                            // inc dx
        0xEE,                            // out dx, al
        0xBA, 0xF7, 0x01,                // mov dx, 0x1F7
        0x88, 0xD8,                      // mov al, bl
        0xEE,                            // out dx, al
        0xC3,                            // ret
        // idle:
        0xBA, 0xF7, 0x01,                // mov dx, 0x1F7
        0xEC,                            // .w: in al, dx
        0xA8, 0x80,                      // test al, 0x80
        0x75, 0xFB,                      // jnz .w
        0xC3,                            // ret
        // data:
        0xE8, 0xF4, 0xFF,                // call idle
        0xA8, 0x08,                      // test al, 0x08
        0x75, 0x05,                      // jnz done
        // bad:
        0x66, 0xFF, 0x06, 0x08, 0x05,    // inc dword [0x508]
        // done:
        0xC3,                            // ret
        // ready:
        0xE8, 0xE7, 0xFF,                // call idle
        0xA8, 0x29,                      // test al, 0x29
        0x75, 0xF3,                      // jnz bad
        0xC3,                            // ret
    ];

    /// <summary>Writes the flash image.</summary>
    public static void WriteFlash(string path)
    {
        byte[] flash = new byte[FlashBytes];
        Program.CopyTo(flash, SegmentStart);

        // At 0xFFF0: jump to the start of the segment.
        flash[SegmentStart + 0xFFF0] = 0xE9;
        BitConverter.GetBytes(unchecked((short)(0x0000 - 0xFFF3))).CopyTo(flash, SegmentStart + 0xFFF1);
        File.WriteAllBytes(path, flash);
    }

    /// <summary>Fails unless the disk holds the last numbers, none missing, each sector of one piece, and all that was flushed.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="flushed">A number that was flushed.</param>
    /// <returns>The last number.</returns>
    public static uint Check(IBlockDevice disk, uint flushed)
    {
        uint[] numbers = new uint[Sectors];
        byte[] sector = new byte[512];
        for (int i = 0; i < Sectors; i++)
        {
            disk.Read((ulong)i * 512, sector);
            ReadOnlySpan<uint> words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(sector);
            numbers[i] = words[0];
            Assert.False(words.ContainsAnyExcept(words[0]), $"Sector {i} is of two writes, {words[0]} is one of them.");
        }

        uint last = numbers.Max();
        Assert.True(last >= flushed, $"Number {flushed} was flushed, and the disk ends with {last}.");
        for (uint number = last; number > 0 && number + Sectors > last; number--)
        {
            Assert.True(numbers[number % Sectors] == number, $"Sector {number % Sectors} holds {numbers[number % Sectors]} instead of {number}; the last is {last}.");
        }

        return last;
    }
}

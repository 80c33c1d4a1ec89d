using System.Buffers.Binary;

namespace Xemu.Boot.Tests;

/// <summary>A bzImage that is all header: offsets from Linux, Documentation/arch/x86/boot.rst.</summary>
internal static class SyntheticKernel
{
    public const int SetupSectors = 3;
    public const int SetupBytes = (SetupSectors + 1) * 512;
    public const int SystemBytes = 0x2000;
    public const uint Preferred = 0x0100_0000;
    public const uint InitBytes = 0x0080_0000;

    public static byte[] Build(Action<byte[]>? change = null)
    {
        byte[] file = new byte[SetupBytes + SystemBytes];
        file[0x1F1] = SetupSectors;
        Dword(file, 0x1F4, SystemBytes / 16);
        Word(file, 0x1FE, 0xAA55);
        file[0x200] = 0xEB;
        file[0x201] = 0x66;
        "HdrS"u8.CopyTo(file.AsSpan(0x202));
        Word(file, 0x206, 0x020F);
        file[0x211] = 0x01;
        Dword(file, 0x214, 0x10_0000);
        Dword(file, 0x22C, 0x37FF_FFFF);
        Dword(file, 0x230, 0x0020_0000);
        file[0x234] = 1;
        file[0x235] = 13;
        Dword(file, 0x238, 2047);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(0x258), Preferred);
        Dword(file, 0x260, InitBytes);
        for (int i = SetupBytes; i < file.Length; i++)
        {
            file[i] = (byte)(i * 7);
        }

        change?.Invoke(file);
        return file;
    }

    public static void Word(byte[] file, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), value);

    public static void Dword(byte[] file, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);
}

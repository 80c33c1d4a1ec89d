using System.Buffers.Binary;
using Xemu.Testing.Xbe;

namespace Xemu.Kernel.Xbe.Tests;

/// <summary>A program with one of everything.</summary>
internal static class Sample
{
    public static XbeBuilder Builder()
    {
        var builder = new XbeBuilder
        {
            InitFlags = 5,
            StackCommit = 0x2_0000,
            HeapReserve = 0x20_0000,
            HeapCommit = 0x2000,
            TitleId = 0x4D53_0002,
            TitleName = "Grüße",
            DiskNumber = 2,
            Version = 0x17,
            LanKey = [.. Enumerable.Repeat((byte)7, 16)],
            SignatureKey = [.. Enumerable.Repeat((byte)9, 16)],
            DebugPath = "C:\\a\\sample.exe",
            Logo = [0x3B, 0xB2, 0xF4],
        };
        builder.Import(8);
        builder.Import(66);
        builder.Import(165);
        builder.AddSection(".text", 0x1_2000, [1, 2, 3, 4, 5], 6);
        builder.AddSection(".data", 0x1_4000, [.. Enumerable.Range(1, 0x40).Select(static i => (byte)i)], 3, 0x800);
        builder.SetTls(0x1_4000, 0x1_4010, 0x1_4020, 0x40);
        builder.AddLibrary("XBOXKRNL", 1, 0, 5849, 0x8001);
        builder.AddLibrary("XAPILIB", 1, 2, 3, 0x4002);
        return builder;
    }

    public static void Put(byte[] file, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);
}

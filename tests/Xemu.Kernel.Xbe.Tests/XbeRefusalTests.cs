using System.Buffers.Binary;

namespace Xemu.Kernel.Xbe.Tests;

/// <summary>Each field that can be wrong is named, with where it lies and what it is.</summary>
public sealed class XbeRefusalTests
{
    [Theory]
    [InlineData(0x000, 0x0000_5A4Du, "begins with 0x00005A4D and not with 'XBEH'")]
    [InlineData(0x104, 0x0001_0010u, "base address 0x00010010 at 0x104")]
    [InlineData(0x104, 0x8001_0000u, "base address 0x80010000 at 0x104")]
    [InlineData(0x108, 0x0000_0100u, "size of headers 0x00000100 at 0x108")]
    [InlineData(0x108, 0xFFFF_FFFFu, "size of headers 0xFFFFFFFF at 0x108")]
    [InlineData(0x10C, 0x0000_0800u, "size of image 0x00000800 at 0x10C")]
    [InlineData(0x10C, 0xFFFF_F000u, "size of image 0xFFFFF000 at 0x10C")]
    [InlineData(0x118, 0x0001_0FFFu, "certificate address 0x00010FFF at 0x118")]
    [InlineData(0x118, 0xFFFF_FFF0u, "certificate address 0xFFFFFFF0 at 0x118")]
    [InlineData(0x11C, 0x0400_0000u, "number of sections 0x04000000 at 0x11C")]
    [InlineData(0x120, 0x0001_0FF0u, "section headers address 0x00010FF0 at 0x120")]
    [InlineData(0x120, 0x0000_0000u, "section headers address 0x00000000 at 0x120")]
    [InlineData(0x128, 0x0000_0000u, "entry point 0x00000000 at 0x128")]
    [InlineData(0x12C, 0x7000_0000u, "TLS address 0x70000000 at 0x12C")]
    [InlineData(0x158, 0x0000_0000u, "kernel thunk address 0x00000000 at 0x158")]
    [InlineData(0x160, 0x7000_0000u, "number of library versions 0x70000000 at 0x160")]
    [InlineData(0x164, 0x0000_1000u, "library versions address 0x00001000 at 0x164")]
    public void TryRead_WrongHeaderField_NamesIt(int offset, uint value, string expected)
    {
        byte[] file = Sample.Builder().Build();
        Sample.Put(file, offset, value);

        string? problem = XbeReader.TryRead(file, out XbeImage? image);

        Assert.Null(image);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x04, 0x0000_F000u, "virtual address 0x0000F000")]
    [InlineData(0x08, 0xFFFF_FFFFu, "virtual size 0xFFFFFFFF")]
    [InlineData(0x0C, 0xFFFF_FFFFu, "raw address 0xFFFFFFFF")]
    [InlineData(0x10, 0xFFFF_FFFFu, "raw size 0xFFFFFFFF")]
    public void TryRead_WrongSectionField_NamesSectionAndValue(int offset, uint value, string expected)
    {
        byte[] file = Sample.Builder().Build();
        int section = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(0x120)) - 0x1_0000 + 0x38;
        Sample.Put(file, section + offset, value);

        string? problem = XbeReader.TryRead(file, out _);

        Assert.Contains("section 1 ('.text')", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_WrongSectionWithControlCharacters_HasNoneInTheMessage()
    {
        byte[] file = Sample.Builder().Build();
        int section = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(0x120)) - 0x1_0000 + 0x38;
        file[(int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(section + 0x14)) - 0x1_0000 + 2] = (byte)'\n';
        Sample.Put(file, section + 0x0C, 0xFFFF_FFFF);

        Assert.Contains("section 1 ('.t?xt')", XbeReader.TryRead(file, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0000_0008u, "kernel thunk 0x00000008 at 0x00011004")]
    [InlineData(0x8001_0000u, "kernel thunk 0x80010000 at 0x00011004")]
    public void TryRead_ThunkThatIsNoOrdinal_IsNamed(uint value, string expected)
    {
        byte[] file = Sample.Builder().Build();
        Sample.Put(file, 0x1004, value);

        Assert.Contains(expected, XbeReader.TryRead(file, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_ManySectionsOfOneText_AreRefusedAndTakeLittleMemory()
    {
        // 256 KiB of headers for sections whose names are all the same 512 characters: read one by one, they would take five megabytes.
        const int Count = 0x4_0000 / 0x38;
        byte[] file = [.. Sample.Builder().Build(), .. new byte[0x5_0000]];
        Sample.Put(file, 0x108, (uint)file.Length);
        Sample.Put(file, 0x10C, (uint)file.Length);
        Sample.Put(file, 0x11C, Count);
        Sample.Put(file, 0x120, 0x1_0000 + (uint)file.Length - 0x4_0000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        string? problem = XbeReader.TryRead(file, out _);

        Assert.Contains($"number of sections 0x{Count:X8} at 0x11C, more than the 4096", problem, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void TryRead_SectionsThatAreAllOfTheImage_AreRefused()
    {
        byte[] file = Sample.Builder().Build();
        int section = (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(0x120)) - 0x1_0000;
        for (int i = 0; i < 3; i++)
        {
            Sample.Put(file, section + (i * 0x38) + 4, 0x1_0000);
            Sample.Put(file, section + (i * 0x38) + 8, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(0x10C)));
        }

        Assert.Contains("3 sections of 0xD800 bytes together in an image of 0x4800 bytes: they overlap", XbeReader.TryRead(file, out _), StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_EndlessThunks_AreRefused()
    {
        byte[] thunks = new byte[0x8000];
        Enumerable.Repeat((byte)0x80, thunks.Length).ToArray().CopyTo(thunks, 0);
        for (int i = 0; i < thunks.Length; i += 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(thunks.AsSpan(i), 0x8000_0001);
        }

        byte[] file = Sample.Builder().AddSection("many", 0x2_0000, thunks, 3).Build();
        Sample.Put(file, 0x158, 0x2_0000 ^ 0x5B6D_40B6);

        Assert.Contains("more than 4096 words", XbeReader.TryRead(file, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x1F00, 0x0001_4020u, "data from 0x00014020 to 0x00014010")]
    [InlineData(0x1F04, 0x7FFF_FFFFu, "data from 0x00014000 to 0x7FFFFFFF")]
    [InlineData(0x1F10, 0x7FFF_FFFFu, "0x7FFFFFFF bytes of zeros")]
    public void TryRead_WrongTls_IsNamed(int offset, uint value, string expected)
    {
        byte[] file = Sample.Builder().Build();
        Sample.Put(file, offset, value);

        Assert.Contains(expected, XbeReader.TryRead(file, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "has 0 bytes")]
    [InlineData(0x177, "has 375 bytes")]
    [InlineData(0x178, "size of headers")]
    public void TryRead_ShortFile_IsRefused(int length, string expected)
    {
        Assert.Contains(expected, XbeReader.TryRead(Sample.Builder().Build().AsSpan(0, length), out _), StringComparison.Ordinal);
    }
}

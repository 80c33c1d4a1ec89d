using System.Buffers.Binary;
using System.Text;
using Xemu.Boot.Font;
using Xemu.Boot.Image;

namespace Xemu.Boot.Tests;

public sealed class OpenBootImageTests
{
    private static readonly byte[] Image = OpenBootImage.Build();

    [Fact]
    public void Build_Twice_GivesTheSameBytes()
    {
        Assert.Equal(Image, OpenBootImage.Build());
        Assert.Equal(256 << 10, Image.Length);
    }

    [Fact]
    public void ResetVector_NearJump_LandsOnTheResetCode()
    {
        ReadOnlySpan<byte> vector = Image.AsSpan(Layout.ResetVectorOffset);

        Assert.Equal(0xE9, vector[0]);
        int target = (0xFFF3 + BinaryPrimitives.ReadInt16LittleEndian(vector[1..])) & 0xFFFF;
        Assert.Equal(Layout.ResetCodeOffset & 0xFFFF, target);
        Assert.Equal(0xFA, Image[Layout.ResetCodeOffset]);
    }

    [Fact]
    public void DescriptorTable_CodeAndData_AreFlatAndAccessed()
    {
        // Already marked as accessed: the CPU would write the bit, and the table is in ROM.
        ReadOnlySpan<byte> pointer = Image.AsSpan(Layout.ResetCodeOffset + 0xE0);
        uint table = BinaryPrimitives.ReadUInt32LittleEndian(pointer[2..]) - Layout.RomBase;

        Assert.Equal(0x1F, BinaryPrimitives.ReadUInt16LittleEndian(pointer));
        Assert.Equal(0x00CF_9B00_0000_FFFFu, BinaryPrimitives.ReadUInt64LittleEndian(Image.AsSpan((int)table + Layout.CodeSelector)));
        Assert.Equal(0x00CF_9300_0000_FFFFu, BinaryPrimitives.ReadUInt64LittleEndian(Image.AsSpan((int)table + Layout.DataSelector)));
    }

    [Fact]
    public void Data_HoldsTheTitle()
    {
        Assert.True(Image.AsSpan().IndexOf(Encoding.ASCII.GetBytes("Xemu.Platform open boot image")) >= Layout.DataOffset);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Font_EveryPrintableCharacter_HasInkWithinItsCell(int scale)
    {
        byte[] font = Glyphs.Draw(scale);
        int cell = Glyphs.CellWidth * Glyphs.CellHeight * scale * scale;

        Assert.Equal(Glyphs.Count * cell, font.Length);
        Assert.All(font.AsSpan(0, cell).ToArray(), static pixel => Assert.Equal(0, pixel));
        for (int i = 1; i < Glyphs.Count; i++)
        {
            Assert.Contains(font.AsSpan(i * cell, cell).ToArray(), static pixel => pixel > 0x80);
        }
    }

    [Fact]
    public void Font_NoTwoCharacters_LookTheSame()
    {
        byte[] font = Glyphs.Draw(1);
        int cell = Glyphs.CellWidth * Glyphs.CellHeight;

        var shapes = Enumerable.Range(0, Glyphs.Count).Select(i => Convert.ToHexString(font.AsSpan(i * cell, cell))).ToHashSet();

        Assert.Equal(Glyphs.Count, shapes.Count);
    }
}

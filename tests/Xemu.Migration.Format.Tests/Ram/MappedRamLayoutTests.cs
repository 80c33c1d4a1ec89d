namespace Xemu.Migration.Format.Tests;

public class MappedRamLayoutTests
{
    /// <summary>The machine of the golden bytes: what QEMU 10.0.2 writes for <c>-M isapc -m 4M</c> with mapped-ram.</summary>
    private static readonly RamBlockShape[] IsaPc = [new("pc.ram", 0x40_0000), new("pc.bios", 0x2_0000), new("pc.rom", 0x2_0000)];

    [Fact]
    public void Pieces_OfIsaPc_AreThoseOfQemu()
    {
        var layout = new MappedRamLayout("isapc", IsaPc);

        Assert.Equal(
            "5145564d00000003" + "07000000056973617063" + "051a636f6e66696775726174696f6e2f6361706162696c6974696573" + "0000000100000001"
            + "0a6d61707065642d72616d" + "01000000010372616d0000000000000004" + "0000000000440004" + "0670632e72616d0000000000400000"
            + "00000001000000000000100000000000000000850000000000100000",
            Convert.ToHexStringLower(layout.Pieces[0].Bytes.Span));
        Assert.Equal(0x50_0000, layout.Pieces[1].Position);
        Assert.Equal(
            "0770632e62696f730000000000020000" + "00000001000000000000100000000000" + "0050002c" + "0000000000600000",
            Convert.ToHexStringLower(layout.Pieces[1].Bytes.Span));
        Assert.Equal(0x72_0000, layout.TailPosition);
    }

    [Fact]
    public void Blocks_EveryRegion_IsAlignedAndApart()
    {
        var layout = new MappedRamLayout("m", [new("a", 4096), new("b", 8UL << 30), new("c", 4096)]);

        Assert.All(layout.Blocks, block => Assert.Equal(0, block.PagesPosition % FormatLimits.RegionAlignment));
        Assert.Equal(262144, layout.Blocks[1].BitmapBytes);
        Assert.True(layout.Blocks[1].BitmapPosition + layout.Blocks[1].BitmapBytes <= layout.Blocks[1].PagesPosition);
        Assert.Equal(layout.Blocks[2].PagesPosition + 4096, layout.TailPosition);
    }

    [Theory]
    [InlineData("a", 4095UL)]
    [InlineData("a", 0UL)]
    [InlineData("a\0", 4096UL)]
    [InlineData("a", 1UL << 41)]
    public void Layout_BlockThatCannotBe_IsRefused(string name, ulong size) =>
        Assert.Throws<SnapshotFormatException>(() => new MappedRamLayout("m", [new(name, size)]));

    [Fact]
    public void Layout_NameTwice_IsRefused() =>
        Assert.Throws<SnapshotFormatException>(() => new MappedRamLayout("m", [new("a", 4096), new("a", 4096)]));
}

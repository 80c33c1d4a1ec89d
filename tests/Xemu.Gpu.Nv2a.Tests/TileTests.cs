using System.Buffers.Binary;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Tiles: how their bytes lie in memory, and when.</summary>
public sealed class TileTests
{
    private const uint Source = 0x20_0000;
    private const uint Target = 0x30_0000;
    private const uint Pitch = 0xA00;

    /// <summary>The rules as envytools writes them, for a pitch of ten pages: byte of a tile → byte of memory.</summary>
    public static TheoryData<uint, uint> Places => new()
    {
        // Pages swap with their neighbours; with a row of pages more they do not.
        { 0, 0x1000 },
        { 0x100, 0x0000 },
        { 16 * Pitch, 10 * 0x1000 },

        // Along a row: four partitions of 16 bytes, then four rows, then the next 64 bytes.
        { 0x10, 0x1010 },
        { 0x40, 0x1100 },
        { 0xFF, 0x133F },

        // Rows within four, then the next four, which begin in another partition.
        { 1 * Pitch, 0x1040 },
        { 4 * Pitch, 0x1420 },
        { 8 * Pitch, 0x1810 },
        { 12 * Pitch, 0x1C30 },
        { (15 * Pitch) + 0x9FF, 0x8FEF },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void ByteOfATile_LiesInMemory_WhereTheRulesSay(uint place, uint expected)
    {
        TileLayout layout = TileLayout.Decode(Target | 3, Target + 0xA_FFFF, Pitch);
        byte[] rows = new byte[layout.UnitBytes];
        byte[] memory = new byte[layout.UnitBytes];
        int unit = (int)place / layout.UnitBytes;
        rows[(int)place % layout.UnitBytes] = 1;

        layout.Scatter(unit, rows, memory);

        Assert.Equal((int)expected - (unit * layout.UnitBytes), memory.IndexOf((byte)1));
    }

    [Theory]
    [InlineData(0x200u, 3u)]
    [InlineData(0x300u, 3u)]
    [InlineData(0xD00u, 1u)]
    [InlineData(0xA00u, 1u)]
    [InlineData(0xE000u, 3u)]
    public void Unit_ScatteredAndGathered_IsTheSame(uint pitch, uint flags)
    {
        TileLayout layout = TileLayout.Decode(flags, 0x7F_FFFF, pitch);
        byte[] rows = new byte[layout.UnitBytes];
        new Random(1).NextBytes(rows);
        byte[] memory = new byte[rows.Length];
        byte[] again = new byte[rows.Length];

        layout.Scatter(1, rows, memory);
        layout.Gather(1, memory, again);

        Assert.NotEqual(rows, memory);
        Assert.Equal(rows, again);
    }

    [Theory]
    [InlineData(0u, 0u)]
    [InlineData(0x100u, 0u)]
    [InlineData(0x200u, 0x8000_0010u)]
    [InlineData(0x300u, 0x8000_0001u)]
    [InlineData(0xA00u, 0x8000_0012u)]
    [InlineData(0xD00u, 0x8000_0004u)]
    [InlineData(0xE00u, 0x8000_0013u)]
    [InlineData(0xB00u, 0u)]
    [InlineData(0xE000u, 0x8000_0053u)]
    public void Tstatus_OfAPitch_HasItsFactors(uint pitch, uint expected)
    {
        using var bench = new GpuBench();

        bench.Write(0x10_0240, Target | 3);
        bench.Write(0x10_0248, pitch);

        Assert.Equal(expected, bench.Read(0x10_024C));
    }

    [Fact]
    public void Blit_IntoATileThatGoes_LeavesItsBytesApart()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        SetTile(bench, Target | 3, Target + 0xA_FFFF);

        Blit(push, Source, Target, 100, 20);
        uint[] rows = [Read(bench, Target), Read(bench, Target + (4 * Pitch))];
        SetTile(bench, 2, 0);
        uint[] memory = [Read(bench, Target + 0x1000), Read(bench, Target + 0x1420)];

        Assert.Equal([0x8000_0000, 0x8000_0000 + (4 * 0x400)], rows);
        Assert.Equal(rows, memory);
        Assert.Equal(0x8000_0000 + 0x100, Read(bench, Target));
    }

    [Fact]
    public void Tile_ThatComesBack_HasWhatItHad()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        SetTile(bench, Target | 3, Target + 0xA_FFFF);
        Blit(push, Source, Target, 100, 20);

        SetTile(bench, 2, 0);
        SetTile(bench, Target | 3, Target + 0xA_FFFF);
        Blit(push, Source, 0x80_0000, 1, 1);

        Assert.Equal([0x8000_0000, 0x8000_0004, 0x8000_0400], new[] { Read(bench, Target), Read(bench, Target + 4), Read(bench, Target + Pitch) });
    }

    [Fact]
    public void Registers_WrittenOneByOneWhileNothingWorks_MoveNothing()
    {
        using var bench = new GpuBench();
        _ = Make(bench);
        byte[] before = Bytes(bench, 0, 16 << 20);

        // An address for a tile whose limit and pitch are still those of another.
        bench.Write(0x10_0244, 0x3F_FFFF);
        bench.Write(0x10_0248, 0x500);
        bench.Write(0x10_0240, 3);
        bench.Write(0x10_0248, Pitch);

        Assert.Equal(before, Bytes(bench, 0, 16 << 20));
    }

    [Fact]
    public void RestOfATile_BehindItsLastRowOfPages_StaysAsItIs()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        bench.Machine.Memory.WriteValue(Target + 0xA_0000, 4, 0x1234_5678);
        SetTile(bench, Target | 3, Target + 0xA_3FFF);

        Blit(push, Source, Target, 100, 20);

        Assert.Equal(0x1234_5678u, Read(bench, Target + 0xA_0000));
    }

    [Fact]
    public void Saved_WithATile_LosesItAsTheOriginalDoes()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        SetTile(bench, Target | 3, Target + 0xA_FFFF);
        Blit(push, Source, Target, 100, 20);
        byte[] saved = StateBytes.Save(bench.Gpu);
        using var second = new GpuBench();
        second.Fill(Target, Bytes(bench, Target, 0xB_0000));

        StateBytes.Load(second.Gpu, saved);
        SetTile(bench, 2, 0);
        SetTile(second, 2, 0);

        Assert.Equal(0x8000_0000, Read(second, Target + 0x1000));
        Assert.Equal(Bytes(bench, Target, 0xB_0000), Bytes(second, Target, 0xB_0000));
    }

    [Fact]
    public void Tiles_OverEachOther_AreTheFirstAlone()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        bench.Write(0x10_0248, Pitch);
        bench.Write(0x10_0258, 0x500);
        bench.Write(0x10_0244, Target + 0xA_FFFF);
        bench.Write(0x10_0254, Target + 0xA_FFFF);
        bench.Write(0x10_0240, Target | 3);
        bench.Write(0x10_0250, (Target + 0x4000) | 3);

        Blit(push, Source, Target, 100, 20);
        bench.Write(0x10_0250, 0);

        Assert.Equal([0x8000_0000, 0x8000_0400], new[] { Read(bench, Target), Read(bench, Target + Pitch) });
    }

    [Fact]
    public void Tile_OverOneThatGoes_HasItsTurn()
    {
        using var bench = new GpuBench();
        PushBuffer push = Make(bench);
        bench.Write(0x10_0248, Pitch);
        bench.Write(0x10_0258, Pitch);
        bench.Write(0x10_0244, Target + 0xA_FFFF);
        bench.Write(0x10_0254, Target + 0xA_FFFF);
        bench.Write(0x10_0240, (Target + 0x4000) | 3);
        bench.Write(0x10_0250, Target | 3);
        Blit(push, Source, 0x80_0000, 1, 1);

        bench.Write(0x10_0240, 0);
        Blit(push, Source, Target, 100, 20);
        bench.Write(0x10_0250, 0);

        Assert.Equal(0x8000_0000, Read(bench, Target + 0x1000));
    }

    private static uint Read(GpuBench bench, uint address)
    {
        Span<byte> word = stackalloc byte[4];
        bench.Machine.Memory.Read(address, word);
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }

    private static byte[] Bytes(GpuBench bench, uint address, int length)
    {
        using RamLease lease = bench.Machine.Ram.Lease(address, length, RamAccess.Read);
        return lease.Span.ToArray();
    }

    private static void SetTile(GpuBench bench, uint tile, uint limit)
    {
        bench.Write(0x10_0240, tile);
        bench.Write(0x10_0244, limit);
        bench.Write(0x10_0248, Pitch);
    }

    private static void Blit(PushBuffer push, uint source, uint target, uint width, uint height) =>
        push.Method(7, 0x300, 10, 0x400 | (Pitch << 16), source, target).Method(3, 0x2FC, 3, 0u, 0u, width | (height << 16));

    /// <summary>Surfaces and blits, and a source whose words say where they lie.</summary>
    private static PushBuffer Make(GpuBench bench)
    {
        var push = new PushBuffer(bench);
        push.AddObject(23, isGraphics: true, 0x9F, 0, 0, 0);
        push.AddObject(24, isGraphics: true, 0x62, 0, 0, 0);
        push.Method(3, 0, 23).Method(7, 0, 24).Method(7, 0x184, PushBuffer.Memory, PushBuffer.Memory);
        for (uint i = 0; i < 0x8000; i += 4)
        {
            bench.Machine.Memory.WriteValue(Source + i, 4, 0x8000_0000 + i);
        }

        return push;
    }
}

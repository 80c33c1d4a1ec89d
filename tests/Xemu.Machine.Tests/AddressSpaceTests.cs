using Xemu.Abstractions.Memory;

namespace Xemu.Machine.Tests;

public sealed class AddressSpaceTests : IDisposable
{
    private readonly AddressSpace _space = new("memory", 1ul << 36);
    private readonly RamBlock _ram = new("ram", 1 << 20);

    public void Dispose() => _ram.Dispose();

    [Fact]
    public void Find_HigherPriorityOverRam_SplitsTheView()
    {
        _ = _space.MapRam("ram", 0, _ram, 0, 1 << 20);
        _ = _space.MapIo("io", 0x8000, 0x1000, new RecordingHandler(IoWidths.Any), priority: 1);

        FlatRange above = _space.Find(0x9000);

        Assert.Equal(FlatRangeKind.Io, _space.Find(0x8FFF).Kind);
        Assert.Equal((FlatRangeKind.Ram, 0x9000ul), (above.Kind, above.Offset));
        Assert.Equal(["ram", "io", "ram", string.Empty], _space.FlatView.Select(static r => r.Name));
    }

    [Fact]
    public void MapIo_OverlapOfOnePriority_NamesBothRanges()
    {
        _ = _space.MapIo("nv2a-mmio", 0xFD00_0000, 0x100_0000, new RecordingHandler(IoWidths.Any));

        MappingException error = Assert.Throws<MappingException>(() => _space.MapIo("apu-mmio", 0xFD80_0000, 0x8_0000, new RecordingHandler(IoWidths.Any)));

        Assert.Equal("Region 'apu-mmio' 0xFD800000+0x00080000 overlaps 'nv2a-mmio' 0xFD000000+0x01000000 in address space 'memory'; move one of them in the manifest.", error.Message);
    }

    [Fact]
    public void Move_ByGuestOverAnother_FirstMappedWinsAndGenerationGrows()
    {
        _ = _space.MapIo("first", 0x1000, 0x1000, new RecordingHandler(IoWidths.Any));
        IMapping second = _space.MapIo("second", 0x4000, 0x1000, new RecordingHandler(IoWidths.Any));
        ulong generation = _space.Generation;

        second.Move(0x1800, enabled: true);

        Assert.True(_space.Generation > generation);
        Assert.Equal("first", _space.Find(0x1FFF).Name);
        Assert.Equal(("second", 0x800ul), (_space.Find(0x2000).Name, _space.Find(0x2000).Offset));
    }

    [Fact]
    public void Move_OverTheEndOfTheSpace_IsCutThere()
    {
        IMapping mapping = _space.MapIo("bar", 0, 0x1000, new RecordingHandler(IoWidths.Any));

        mapping.Move((1ul << 36) - 0x800, enabled: true);

        Assert.Equal(1ul << 36, _space.FlatView[^1].Address + _space.FlatView[^1].SizeBytes);
        Assert.Equal("bar", _space.Find((1ul << 36) - 1).Name);
    }

    [Fact]
    public void ReadValue_OfNothing_GivesAllOnesAndCounts()
    {
        Assert.Equal(0xFFFF_FFFFul, _space.ReadValue(0x1234, 4));
        Assert.Equal(1, _space.UnmappedReads);
    }

    [Theory]
    [InlineData(1, "R0+1")]
    [InlineData(4, "R0+1 R1+1 R2+1 R3+1")]
    [InlineData(2, "R0+1 R1+1")]
    public void ReadValue_BytesOnlyHandler_SeesBytesInOrder(int width, string expected)
    {
        var handler = new RecordingHandler(IoWidths.Byte);
        _ = _space.MapIo("io", 0x100, 0x10, handler);

        _ = _space.ReadValue(0x100, width);

        Assert.Equal(expected, handler.Log);
    }

    [Fact]
    public void ReadValue_NarrowOfDwordRegister_CutsItOut()
    {
        var handler = new RecordingHandler(IoWidths.Dword) { Value = 0x4433_2211 };
        _ = _space.MapIo("io", 0x100, 0x10, handler);

        Assert.Equal(0x33ul, _space.ReadValue(0x106, 1));
        Assert.Equal(0x4433ul, _space.ReadValue(0x106, 2));
        Assert.Equal("R4+4 R4+4", handler.Log);
    }

    [Fact]
    public void WriteValue_NarrowToDwordRegister_MergesWithWhatIsRead()
    {
        var handler = new RecordingHandler(IoWidths.Dword) { Value = 0x4433_2211 };
        _ = _space.MapIo("io", 0x100, 0x10, handler);

        _space.WriteValue(0x101, 1, 0xAB);

        Assert.Equal("R0+4 W0+4=4433AB11", handler.Log);
    }

    [Fact]
    public void WriteValue_UnalignedAcrossDwordRegisters_ReachesBoth()
    {
        var handler = new RecordingHandler(IoWidths.Dword);
        _ = _space.MapIo("io", 0x100, 0x10, handler);

        _space.WriteValue(0x102, 4, 0xDDCC_BBAA);

        Assert.Equal("R0+4 W0+4=BBAA0000 R4+4 W4+4=0000DDCC", handler.Log);
    }

    [Fact]
    public void ReadValue_AcrossRamAndNothing_TakesEachByteFromItsPlace()
    {
        _ = _space.MapRam("ram", 0, _ram, 0, 1 << 20);
        _space.WriteValue(0xF_FFFE, 2, 0xBEEF);

        Assert.Equal(0xFFFF_BEEFul, _space.ReadValue(0xF_FFFE, 4));
    }

    [Fact]
    public void Write_ToRom_IsDropped()
    {
        _ = _space.MapRam("rom", 0, _ram, 0, 1 << 20, readOnly: true);

        _space.WriteValue(0x10, 4, 0x1234_5678);
        _space.Write(0x20, [1, 2, 3]);

        Assert.Equal(0ul, _space.ReadValue(0x10, 4));
        Assert.Equal(0ul, _space.ReadValue(0x20, 4));
    }

    [Fact]
    public void ReadWrite_ByBusMasterOverRamAndRegisters_GoesThroughBoth()
    {
        var handler = new RecordingHandler(IoWidths.Any) { Value = 0x0403_0201 };
        _ = _space.MapRam("ram", 0, _ram, 0, 1 << 20);
        _ = _space.MapIo("io", 0x10_0000, 4, handler);
        byte[] bytes = new byte[8];

        _space.Write(0xF_FFFC, [9, 8, 7, 6, 5, 4, 3, 2]);
        _space.Read(0xF_FFFC, bytes);

        Assert.Equal([9, 8, 7, 6, 1, 2, 3, 4], bytes);
        Assert.Equal("W0+4=02030405 R0+4", handler.Log);
    }

    private sealed class RecordingHandler(IoWidths widths) : IIoHandler
    {
        private readonly List<string> _log = [];

        public IoWidths Widths => widths;

        public ulong Value { get; init; }

        public string Log => string.Join(' ', _log);

        public ulong Read(ulong offset, int width)
        {
            _log.Add($"R{offset:X}+{width}");
            return Value;
        }

        public void Write(ulong offset, int width, ulong value) => _log.Add($"W{offset:X}+{width}={value.ToString($"X{width * 2}", null)}");
    }
}

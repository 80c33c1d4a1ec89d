using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Time;
using Xemu.Bare;
using Xemu.Testing;

namespace Xemu.Boot.Tests;

public sealed class BareTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly LogLines _log = new();

    public BareTests()
    {
        _machine.Log = _log;
    }

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Rom_AtTwoAddresses_IsSeenBelowOneMiBAndAtTheResetVector()
    {
        byte[] content = new byte[0x1_0000];
        content[0] = 0x12;
        content[0xFFF0] = 0xEA;
        using var file = new TemporaryFile(content);

        using BareRom rom = CreateRom((file, 0xF_0000), (file, 0xFFFF_0000));

        Assert.Equal(0x12u, _machine.Memory.ReadValue(0xF_0000, 1));
        Assert.Equal(0xEAu, _machine.Memory.ReadValue(0xF_FFF0, 1));
        Assert.Equal(0xEAu, _machine.Memory.ReadValue(0xFFFF_FFF0, 1));
        Assert.Same(_machine.Memory.Find(0xF_0000).Block, _machine.Memory.Find(0xFFFF_0000).Block);
    }

    [Fact]
    public void Rom_Written_StaysAndLeavesTheRamBelowAlone()
    {
        using var file = new TemporaryFile([0x55]);
        using BareRom rom = CreateRom((file, 0x1000));

        _machine.Memory.WriteValue(0x1000, 1, 0xAA);

        Assert.Equal(0x55u, _machine.Memory.ReadValue(0x1000, 1));
        using RamLease lease = _machine.Ram.Lease(0x1000, 1, RamAccess.Read);
        Assert.Equal(0, lease.Span[0]);
    }

    [Fact]
    public void Rom_OfOddSize_IsRoundedUpWithOnes()
    {
        using var file = new TemporaryFile(new byte[4097]);

        using BareRom rom = CreateRom((file, 0x2000));

        Assert.Equal(0x00u, _machine.Memory.ReadValue(0x3000, 1));
        Assert.Equal(0xFFu, _machine.Memory.ReadValue(0x3001, 1));
        Assert.Equal(0xFFu, _machine.Memory.ReadValue(0x3FFF, 1));
        Assert.Equal(FlatRangeKind.Ram, _machine.Memory.Find(0x4000).Kind);
    }

    [Theory]
    [InlineData(0x1001, "multiple of 0x1000")]
    [InlineData(0xFFFF_F000, "ends past 4 GiB")]
    public void Rom_AtImpossibleAddress_IsRefused(long address, string why)
    {
        using var file = new TemporaryFile(new byte[0x2000]);

        var refusal = Assert.Throws<ComponentException>(() => CreateRom((file, address)));

        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rom_OverAnother_IsRefusedByName()
    {
        using var file = new TemporaryFile(new byte[0x2000]);

        var refusal = Assert.Throws<ComponentException>(() => CreateRom((file, 0x1000), (file, 0x2000)));

        Assert.Contains("overlaps", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rom_EmptyAbsentOrNone_IsRefused()
    {
        using var empty = new TemporaryFile([]);
        var options = new BareRomOptions { Images = [new RomImage { File = new FilePath("/no/such/rom.bin"), Address = 0 }] };

        Assert.Contains("0 bytes", Assert.Throws<ComponentException>(() => CreateRom((empty, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("/no/such/rom.bin", Assert.Throws<ComponentException>(() => new BareRom(options, _machine)).Message, StringComparison.Ordinal);
        Assert.Contains("no images", Assert.Throws<ComponentException>(() => new BareRom(new BareRomOptions(), _machine)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextPort_WithoutOutput_LogsLinesWithoutControlCharacters()
    {
        using var port = new TextPort(new TextPortOptions(), _machine);

        foreach (char character in "hello\x1B[31m\r\nworld")
        {
            _machine.Ports.WriteValue(0xE9, 1, character);
        }

        Assert.Equal(["Text port: hello.[31m"], _log.Lines);
        Assert.Equal(17, _machine.Counters["bytes"]());
        Assert.Equal(0xE9u, _machine.Ports.ReadValue(0xE9, 1));
    }

    [Fact]
    public void TextPort_EndlessLine_IsCut()
    {
        using var port = new TextPort(new TextPortOptions(), _machine);

        for (int i = 0; i < 5000; i++)
        {
            _machine.Ports.WriteValue(0xE9, 1, 'x');
        }

        Assert.Equal(4, _log.Lines.Count);
    }

    [Fact]
    public void TextPort_WithOutput_PassesBytesOn()
    {
        var output = new Collector();
        using var port = new TextPort(new TextPortOptions { Port = 0x402, Output = output }, _machine);

        _machine.Ports.WriteValue(0x402, 1, 'A');
        _machine.Ports.WriteValue(0x402, 1, 0xFF);

        Assert.Equal([(byte)'A', 0xFF], output.Bytes);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void PostPort_Writes_AreLoggedAndTheLastIsCounted()
    {
        using var port = new PostPort(new PostPortOptions(), _machine);

        _machine.Ports.WriteValue(0x80, 1, 0x01);
        _machine.Ports.WriteValue(0x190, 1, 0xFF);

        Assert.Equal(["POST 0x80: 0x01", "POST 0x190: 0xFF"], _log.Lines);
        Assert.Equal(0xFF, _machine.Counters["last"]());
        Assert.Equal(2, _machine.Counters["writes"]());
        Assert.Equal(0xFFu, _machine.Ports.ReadValue(0x80, 1));
    }

    [Fact]
    public void ExitPort_Write_StopsWithTheValue()
    {
        using var port = new ExitPort(new ExitPortOptions(), _machine);

        _machine.Ports.WriteValue(0xF4, 1, 42);

        Assert.Equal("stop 42 the guest wrote 42 to exit port 0xF4", Assert.Single(_machine.Requests));
    }

    [Fact]
    public void State_SavedLoadedAndSaved_IsTheSame()
    {
        using var text = new TextPort(new TextPortOptions(), _machine);
        using var post = new PostPort(new PostPortOptions(), _machine);
        _machine.Ports.WriteValue(0xE9, 1, 'x');
        _machine.Ports.WriteValue(0x80, 1, 0x77);
        byte[] textState = StateBytes.Save(text);
        byte[] postState = StateBytes.Save(post);
        _machine.Ports.WriteValue(0xE9, 1, 'y');
        _machine.Ports.WriteValue(0x80, 1, 0x78);

        StateBytes.Load(text, textState);
        StateBytes.Load(post, postState);

        Assert.Equal(textState, StateBytes.Save(text));
        Assert.Equal(postState, StateBytes.Save(post));
        Assert.Empty(StateCompleteness.FindUndescribed(text));
        Assert.Empty(StateCompleteness.FindUndescribed(post));
    }

    private BareRom CreateRom(params (TemporaryFile File, long Address)[] images) =>
        new(new BareRomOptions { Images = [.. images.Select(static i => new RomImage { File = i.File.Path, Address = i.Address })] }, _machine);

    private sealed class Collector : ICharacterDevice
    {
        public List<byte> Bytes { get; } = [];

        public void Write(ReadOnlySpan<byte> data) => Bytes.AddRange(data);

        public void Connect(InputDelivery receive)
        {
        }
    }
}

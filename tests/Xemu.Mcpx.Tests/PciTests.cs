using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class PciTests : IDisposable
{
    private readonly TestMachine _machine = new(ramBytes: 64 << 20);
    private readonly RecordingController _interrupts = new();
    private readonly PciRoot _root;
    private readonly PciBridge _agp;
    private readonly SampleFunction _gpu = new();
    private readonly SampleFunction _usb = new();
    private readonly Lpc _lpc;

    public PciTests()
    {
        _root = new PciRoot(new PciOptions { Interrupts = _interrupts }, _machine);
        _agp = PciBridge.Agp(_machine);
        _lpc = new Lpc(new LpcOptions(), _machine);
        _root.Attach("agp", _agp, new PciAddress(0x1E, 0));
        var host = new HostBridge(_machine);
        _root.Attach("host", host, new PciAddress(0, 0));
        _root.Attach("memory", new MemoryController(), new PciAddress(0, 3));
        _root.Attach("lpc", _lpc, new PciAddress(1, 0));
        _root.Attach("usb", _usb, new PciAddress(2, 0));
        _agp.Attach("gpu", _gpu, new PciAddress(0, 0));
        _root.Wire();
        _root.Reset(ResetKind.Cold);
        _agp.Reset(ResetKind.Cold);
        _lpc.Reset(ResetKind.Cold);
        host.Reset(ResetKind.Cold);
    }

    [Fact]
    public void Address_WrittenAsDword_ReadsBackAsLinuxChecks()
    {
        _machine.Out(0xCFB, 0x01);
        _machine.Out32(0xCF8, 0x8000_0000);

        Assert.Equal(0x8000_0000, _machine.In32(0xCF8));
    }

    [Fact]
    public void Address_ByteWritten_IsNotTheAddress()
    {
        _machine.Out32(0xCF8, 0x8000_1000);
        _machine.Out(0xCF8, 0x55);
        _machine.Out(0xCFB, 0x55);

        Assert.Equal(0x8000_1000, _machine.In32(0xCF8));
    }

    [Fact]
    public void HostBridge_Identity_IsTheConsoles()
    {
        Assert.Equal(0x02A5_10DEu, _machine.ConfigRead(0, 0, 0, 0x00));
        Assert.Equal(0x0600_00A1u, _machine.ConfigRead(0, 0, 0, 0x08));
        Assert.Equal(0x03FF_FFFFu, _machine.ConfigRead(0, 0, 0, 0x84));
    }

    [Fact]
    public void Functions_OnTheRootAndBehindABridge_AreListedByBusAndAddress()
    {
        _machine.ConfigWrite(0, 0x1E, 0, 0x18, 0x0001_0100);

        IReadOnlyList<PciFunctionInfo> functions = _root.Functions;

        Assert.Equal(["0:0.0 host", "0:0.3 memory", "0:1.0 lpc", "0:2.0 usb", "0:1e.0 agp", "1:0.0 gpu"], functions.Select(static f => $"{f.Bus}:{f.Address} {f.Id}"));
        Assert.Equal(0x02A5, functions[0].Definition.DeviceId);
    }

    [Fact]
    public void HeaderType_SlotWithTwoFunctions_IsMultiFunction()
    {
        Assert.Equal(0x0080_0000u, _machine.ConfigRead(0, 0, 0, 0x0C));
        Assert.Equal(0x0000_0000u, _machine.ConfigRead(0, 2, 0, 0x0C));
        Assert.Equal(0x0001_0000u, _machine.ConfigRead(0, 0x1E, 0, 0x0C));
    }

    [Fact]
    public void AbsentFunction_Read_GivesAllOnes()
    {
        Assert.Equal(uint.MaxValue, _machine.ConfigRead(0, 0, 1, 0));
        Assert.Equal(uint.MaxValue, _machine.ConfigRead(7, 0, 0, 0));
    }

    [Fact]
    public void Data_WithoutTheEnableBit_GivesAllOnes()
    {
        _machine.Out32(0xCF8, 0);

        Assert.Equal(uint.MaxValue, _machine.In32(0xCFC));
    }

    [Fact]
    public void Data_BytesAndWords_ReachTheirPartOfTheRegister()
    {
        _machine.Out32(0xCF8, 0x8000_0000);

        Assert.Equal(0xDE, _machine.In(0xCFC));
        Assert.Equal(0x02A5, _machine.In16(0xCFE));
    }

    [Fact]
    public void Identity_Written_Stays()
    {
        _machine.ConfigWrite(0, 0, 0, 0, 0x1234_5678);

        Assert.Equal(0x02A5_10DEu, _machine.ConfigRead(0, 0, 0, 0));
    }

    [Theory]
    [InlineData(0x10, 0xFFFF_F000)]
    [InlineData(0x14, 0xFFFF_FFE1)]
    [InlineData(0x18, 0xFFFF_0008)]
    [InlineData(0x1C, 0x0000_0000)]
    [InlineData(0x30, 0x0000_0000)]
    public void Bar_AllOnesWritten_ShowsItsSizeAndKind(int register, uint expected)
    {
        _machine.ConfigWrite(0, 2, 0, register, uint.MaxValue);

        Assert.Equal(expected, _machine.ConfigRead(0, 2, 0, register));
    }

    [Fact]
    public void Bar_PlacedAndEnabled_AnswersThereAndMoves()
    {
        _machine.ConfigWrite(0, 2, 0, 0x10, 0xFED0_0000);
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0002);
        ulong first = _machine.Memory.ReadValue(0xFED0_0010, 4);

        _machine.ConfigWrite(0, 2, 0, 0x10, 0xE000_0000);

        Assert.Equal(0x5A5A_0010ul, first);
        Assert.Equal(0x5A5A_0010ul, _machine.Memory.ReadValue(0xE000_0010, 4));
        Assert.Equal(uint.MaxValue, _machine.Memory.ReadValue(0xFED0_0010, 4));
        Assert.Equal(0xE000_0000ul, _usb.Slot!.BarAddress(0));
    }

    [Fact]
    public void Bar_CommandBitCleared_IsGone()
    {
        _machine.ConfigWrite(0, 2, 0, 0x10, 0xFED0_0000);
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0002);

        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0000);

        Assert.Equal(uint.MaxValue, _machine.Memory.ReadValue(0xFED0_0010, 4));
        Assert.Null(_usb.Slot!.BarAddress(0));
    }

    [Fact]
    public void IoBar_PlacedAndEnabled_AnswersAtItsPort()
    {
        _machine.ConfigWrite(0, 2, 0, 0x14, 0xD000);
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0001);

        Assert.Equal(0x5A5A_0004u, _machine.In32(0xD004));
    }

    [Fact]
    public void IoBar_BeyondThePorts_IsOff()
    {
        _machine.ConfigWrite(0, 2, 0, 0x14, 0x0001_D000);
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0001);

        Assert.Equal(uint.MaxValue, _machine.In32(0xD004));
    }

    [Fact]
    public void RamBar_PlacedAndEnabled_IsTheBlock()
    {
        IRamBlock block = _machine.CreateRamBlock("video", 0x1_0000);
        using var machine = new TestMachine();
        var function = new SampleFunction { Block = block };
        PciHarness.Attach(machine, function, "2.0", preset: false);
        machine.ConfigWrite(0, 2, 0, 0x18, 0xF000_0000);
        machine.ConfigWrite(0, 2, 0, 0x04, 0x0002);

        machine.Memory.WriteValue(0xF000_0100, 4, 0x1122_3344);

        using RamLease lease = block.Lease(0x100, 4, RamAccess.Read);
        Assert.Equal([0x44, 0x33, 0x22, 0x11], lease.Span.ToArray());
    }

    [Fact]
    public void Bar_MovedOverRam_RamWins()
    {
        _machine.ConfigWrite(0, 2, 0, 0x10, 0x0010_0000);
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0002);

        Assert.Equal(0ul, _machine.Memory.ReadValue(0x0010_0010, 4));
    }

    [Fact]
    public void Bridge_BusNumberSet_ReachesTheBusBehind()
    {
        uint before = _machine.ConfigRead(1, 0, 0, 0);

        _machine.ConfigWrite(0, 0x1E, 0, 0x18, 0x0001_0100);

        Assert.Equal(uint.MaxValue, before);
        Assert.Equal(0x5678_1234u, _machine.ConfigRead(1, 0, 0, 0));
        Assert.Equal(uint.MaxValue, _machine.ConfigRead(1, 1, 0, 0));
    }

    [Fact]
    public void Bridge_Windows_KeepTheirWritableBits()
    {
        _machine.ConfigWrite(0, 0x1E, 0, 0x20, 0xFDFF_FD0F);

        Assert.Equal(0xFDF0_FD00u, _machine.ConfigRead(0, 0x1E, 0, 0x20));
    }

    [Fact]
    public void Interrupt_OfUsb0_IsNumber1()
    {
        _usb.Slot!.Interrupt.SetLevel(true);

        Assert.True(_interrupts[1].Level);
    }

    [Fact]
    public void Interrupt_BehindTheAgpBridge_IsNumber3()
    {
        _gpu.Slot!.Interrupt.SetLevel(true);

        Assert.True(_interrupts[3].Level);
    }

    [Fact]
    public void Dma_WithoutBusMastering_IsClosed()
    {
        _machine.Memory.WriteValue(0x1000, 4, 0x1111_1111);

        _usb.Slot!.Dma.WriteValue(0x1000, 4, 0x2222_2222);

        Assert.Equal(0x1111_1111ul, _machine.Memory.ReadValue(0x1000, 4));
        Assert.Equal(0xFFFFul, _usb.Slot.Dma.ReadValue(0x1000, 2));
    }

    [Fact]
    public void Dma_WithBusMastering_ReachesMemory()
    {
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0004);

        _usb.Slot!.Dma.Write(0x1000, [1, 2, 3, 4]);

        Assert.Equal(0x0403_0201ul, _machine.Memory.ReadValue(0x1000, 4));
    }

    [Fact]
    public void Status_ErrorBitsWrittenAsOne_FallAndTheRestStays()
    {
        _machine.ConfigWrite(0, 2, 0, 0x04, 0xFFFF_0000);

        Assert.Equal(0x02B0_0000u, _machine.ConfigRead(0, 2, 0, 0x04));
    }

    [Fact]
    public void PrivateConfig_GoesToTheDevice()
    {
        _machine.ConfigWrite(0, 1, 0, 0x80, 0x0000_0002);

        Assert.Equal(2u, _machine.ConfigRead(0, 1, 0, 0x80));
    }

    [Fact]
    public void ResetPort_Bit2Rises_AsksForAReset()
    {
        _machine.Out(0xCF9, 0x02);
        Assert.Empty(_machine.Requests);

        _machine.Out(0xCF9, 0x06);
        _machine.Out(0xCF9, 0x06);
        _machine.Out(0xCF9, 0x00);
        _machine.Out(0xCF9, 0x0E);

        Assert.Equal(["reset Warm", "reset Cold"], _machine.Requests);
    }

    [Fact]
    public void Attach_OccupiedAddress_IsRefusedWithBothNames()
    {
        var error = Assert.Throws<ComponentException>(() => _root.Attach("second", new SampleFunction(), new PciAddress(2, 0)));

        Assert.Contains("'second'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'usb'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Preset_AfterReset_HasTheConsolesMapAndInterruptLines()
    {
        using var machine = new TestMachine();
        PciHarness.Attach(machine, new Ohci(machine), "3.0");

        Assert.Equal(0xFED0_8000u, machine.ConfigRead(0, 3, 0, 0x10));
        Assert.Equal(0x0109u, machine.ConfigRead(0, 3, 0, 0x3C));
        Assert.Equal(0x10ul, machine.Memory.ReadValue(0xFED0_8000, 4));
    }

    [Fact]
    public void Preset_AgpBridge_LeadsToBus1()
    {
        using var machine = new TestMachine();
        var root = new PciRoot(new PciOptions { Interrupts = _interrupts, Preset = true }, machine);
        PciBridge agp = PciBridge.Agp(machine);
        root.Attach("agp", agp, new PciAddress(0x1E, 0));
        agp.Attach("gpu", new SampleFunction(), new PciAddress(0, 0));
        root.Wire();
        root.Reset(ResetKind.Cold);
        agp.Reset(ResetKind.Cold);

        Assert.Equal(0x5678_1234u, machine.ConfigRead(1, 0, 0, 0));
        Assert.Equal(0xFD00_0000u, machine.ConfigRead(1, 0, 0, 0x10));
    }

    [Fact]
    public void State_LoadedAfterAMove_PutsTheBarBack()
    {
        _machine.ConfigWrite(0, 2, 0, 0x10, 0xFED0_0000);
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0002);
        byte[] saved = StateBytes.Save(_root);
        _root.Reset(ResetKind.Warm);
        ulong afterReset = _machine.Memory.ReadValue(0xFED0_0010, 4);

        StateBytes.Load(_root, saved);

        Assert.Equal(uint.MaxValue, afterReset);
        Assert.Equal(0x5A5A_0010ul, _machine.Memory.ReadValue(0xFED0_0010, 4));
    }

    [Fact]
    public void RandomConfigWrites_ToEveryFunction_NeverThrowAndLeaveTheIdentity()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        (int Bus, int Slot, int Function)[] places = [(0, 0, 0), (0, 0, 3), (0, 1, 0), (0, 2, 0), (0, 0x1E, 0), (1, 0, 0), (1, 5, 2), (0, 31, 7)];

        for (int i = 0; i < 50_000; i++)
        {
            (int bus, int slot, int function) = places[random.Next(places.Length)];
            _machine.ConfigWrite(bus, slot, function, random.Next(256), (uint)random.NextInt64());
            _machine.Ports.WriteValue(0xCFC + (ulong)random.Next(4), 1 << random.Next(3), (ulong)random.NextInt64());
            _ = _machine.Ports.ReadValue(0xCFC + (ulong)random.Next(4), 1 << random.Next(3));
            _ = _machine.Memory.ReadValue((ulong)random.NextInt64(1L << 32), 4);
        }

        Assert.Equal(0x02A5_10DEu, _machine.ConfigRead(0, 0, 0, 0));
        Assert.Equal(0x5678_1234u, _machine.ConfigRead(0, 2, 0, 0));
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>A function with a BAR of each kind; its registers answer with their own offset.</summary>
    private sealed class SampleFunction : IPciDevice, IIoHandler, IComponent
    {
        public IRamBlock? Block { get; init; }

        public IPciSlot? Slot { get; private set; }

        public PciFunctionDefinition Definition => new(0x1234, 0x5678, 0x030000, 1)
        {
            InterruptPin = 1,
            Status = 0x02B0,
            Bars =
            [
                new PciBar(0, PciBarKind.Memory, 0x1000, "registers") { Handler = this },
                new PciBar(1, PciBarKind.Io, 0x20, "ports") { Handler = this },
                new PciBar(2, PciBarKind.PrefetchableMemory, 0x1_0000, "ram") { Block = Block, Handler = Block is null ? this : null },
            ],
        };

        public IoWidths Widths => IoWidths.Dword;

        public void AttachPci(IPciSlot slot) => Slot = slot;

        public ulong Read(ulong offset, int width) => 0x5A5A_0000 | offset;

        public void Write(ulong offset, int width, ulong value)
        {
        }

        public void Dispose()
        {
        }
    }
}

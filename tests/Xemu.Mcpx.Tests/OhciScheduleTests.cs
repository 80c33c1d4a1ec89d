using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

/// <summary>Lists of the host controller: transfers to devices that are not there.</summary>
public sealed class OhciScheduleTests : IDisposable
{
    private const ulong Base = 0xFED0_0000;
    private const ulong Frame = 1_000_000;
    private const uint Hcca = 0x1000;
    private const uint Ed = 0x2000;
    private const uint Td = 0x3000;
    private const uint Tail = 0x3100;
    private const uint NotAccessed = 0xF000_0000;
    private const uint NoDelayedInterrupt = 0x00E0_0000;

    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();

    public OhciScheduleTests()
    {
        PciHarness.Attach(_machine, new Ohci(_machine), "2.0", _interrupts);
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0006);
        Write(0x18, Hcca);
        Write(0x10, 0x8000_0002);
    }

    [Fact]
    public void Control_NoDevice_RetiresAfterThreeErrorsWithDeviceNotResponding()
    {
        Put(Ed, 0x0008_0000, Tail, Td | 2, 0);
        Put(Td, NotAccessed, 0x5000, Tail, 0x5007);
        Write(0x20, Ed);
        Write(0x08, 0x02);
        Write(0x04, 0x90);

        _machine.Advance(2 * Frame);
        uint afterTwo = Get(Td);
        _machine.Advance(2 * Frame);

        Assert.Equal(0x5800_0000u, afterTwo);
        Assert.Equal(0x5C00_0000u, Get(Td));
        Assert.Equal(0u, Get(Td + 8));
        Assert.Equal(Tail | 3, Get(Ed + 8));
        Assert.Equal(Td, Get(Hcca + 0x84));
        Assert.Equal(0x02u, Read(0x0C) & 0x02);
        Assert.True(_interrupts[1].Level);
        Assert.Equal(0u, Read(0x30));
        Assert.Equal(0u, Read(0x08) & 0x02);
    }

    [Fact]
    public void DoneHead_WithAnotherEventEnabled_HasBitZero()
    {
        Put(Ed, 0x0008_0000, Tail, Td, 0);
        Put(Td, NotAccessed | 0x0800_0000, 0, Tail, 0);
        Write(0x10, 0x0000_0004);
        Write(0x28, Ed);
        Write(0x08, 0x04);
        Write(0x04, 0xA0);

        _machine.Advance(2 * Frame);

        Assert.Equal(Td | 1, Get(Hcca + 0x84));
    }

    [Fact]
    public void DoneQueue_NotTakenBySoftware_WaitsInTheRegister()
    {
        Put(Ed, 0x0008_0000, Tail, Td, Ed + 0x100);
        Put(Ed + 0x100, 0x0008_0000, Tail, Td + 0x40, 0);
        Put(Td, NotAccessed | 0x0800_0000, 0, Tail, 0);
        Put(Td + 0x40, NotAccessed | 0x0400_0000, 0, Tail, 0);
        Write(0x28, Ed);
        Write(0x08, 0x04);
        Write(0x04, 0xA0);

        _machine.Advance(4 * Frame);
        uint waiting = Read(0x30);
        uint first = Get(Hcca + 0x84);
        Write(0x0C, 0x02);
        _machine.Advance(Frame);

        Assert.Equal(Td, first);
        Assert.Equal(Td + 0x40, waiting);
        Assert.Equal(Td + 0x40, Get(Hcca + 0x84));
    }

    [Fact]
    public void List_NotSaidToBeFilled_IsNotRead()
    {
        Put(Ed, 0x0008_0000, Tail, Td, 0);
        Put(Td, NotAccessed, 0, Tail, 0);
        Write(0x20, Ed);
        Write(0x04, 0x90);

        _machine.Advance(5 * Frame);

        Assert.Equal(NotAccessed, Get(Td));
    }

    [Theory]
    [InlineData(0x4000u, 0u)]
    [InlineData(0u, 1u)]
    public void Endpoint_SkippedOrHalted_IsLeftAlone(uint control, uint head)
    {
        Put(Ed, control, Tail, Td | head, 0);
        Put(Td, NotAccessed, 0, Tail, 0);
        Write(0x20, Ed);
        Write(0x08, 0x02);
        Write(0x04, 0x90);

        _machine.Advance(5 * Frame);

        Assert.Equal(NotAccessed, Get(Td));
        Assert.Equal(0u, Read(0x08) & 0x02);
    }

    [Fact]
    public void Isochronous_Output_TakesItsFramesAndIsRetiredAfterItsDelay()
    {
        Put(Ed, 0x0000_8800, Tail, Td, 0);
        Put(Td, NotAccessed | (1u << 24) | (2u << 21) | 2, 0x5000, Tail, 0x50FF, 0xE000_E000);
        FillInterruptTable(Ed);
        Write(0x04, 0x8C);

        _machine.Advance(3 * Frame);
        uint packets = Get(Td + 16);
        _machine.Advance(2 * Frame);
        bool early = _interrupts[1].Level;
        _machine.Advance(Frame);

        Assert.Equal(0u, packets);
        Assert.Equal((1u << 24) | (2u << 21) | 2, Get(Td));
        Assert.Equal(Tail, Get(Ed + 8));
        Assert.False(early);
        Assert.True(_interrupts[1].Level);
    }

    [Fact]
    public void Isochronous_InputAndLate_TellNotRespondingAndDataOverrun()
    {
        Put(Ed, 0x0000_9000, Tail, Td, 0);
        Put(Td, NotAccessed | NoDelayedInterrupt | 1, 0x5000, Td + 0x40, 0x50FF, 0xE000_E000);
        Put(Td + 0x40, NotAccessed | 0, 0x5000, Tail, 0x50FF, 0xE000_E000);
        FillInterruptTable(Ed);
        Write(0x04, 0x8C);

        _machine.Advance(3 * Frame);

        Assert.Equal(0xE000_5000u, Get(Td + 16));
        Assert.Equal(NoDelayedInterrupt | 1, Get(Td));
        Assert.Equal(0x8000_0000u, Get(Td + 0x40));
        Assert.Equal(Td + 0x40, Get(Hcca + 0x84));
        Assert.Equal(Td, Get(Td + 0x48));
    }

    [Fact]
    public void Isochronous_NotEnabled_EndsThePeriodicList()
    {
        Put(Ed, 0x0000_8800, Tail, Td, Ed + 0x100);
        Put(Ed + 0x100, 0, Tail, Td + 0x40, 0);
        Put(Td + 0x40, NotAccessed, 0, Tail, 0);
        FillInterruptTable(Ed);
        Write(0x04, 0x84);

        _machine.Advance(5 * Frame);

        Assert.Equal(NotAccessed, Get(Td + 0x40));
    }

    [Fact]
    public void Periodic_EndlessList_IsAnOverrunThatIsCounted()
    {
        Put(Ed, 0x4000, 0, 0, Ed);
        FillInterruptTable(Ed);
        Write(0x10, 0x0000_0001);
        Write(0x04, 0x84);

        _machine.Advance(Frame);
        uint once = Read(0x08);
        _machine.Advance(5 * Frame);

        Assert.Equal(0x0001_0000u, once);
        Assert.Equal(0x0002_0000u, Read(0x08));
        Assert.Equal(1u, Read(0x0C) & 1);
        Assert.True(_interrupts[1].Level);
    }

    [Fact]
    public void Control_LongerThanAFrame_GoesOnInTheNext()
    {
        for (uint i = 0; i < 200; i++)
        {
            Put(Ed + (16 * i), 0x4000, 0, 0, i < 199 ? Ed + (16 * (i + 1)) : 0);
        }

        Write(0x20, Ed);
        Write(0x08, 0x02);
        Write(0x04, 0x90);

        _machine.Advance(Frame);
        uint current = Read(0x24);
        _machine.Advance(Frame);

        Assert.Equal(Ed + (16 * (uint)OhciSchedule.DescriptorsPerFrame), current);
        Assert.Equal(0u, Read(0x24));
    }

    [Theory]
    [InlineData(0xFED0_0000u)]
    [InlineData(0xFFFF_FFF0u)]
    [InlineData(0x0010_0000u)]
    public void Lists_InRegistersOrNothing_AreSurvived(uint address)
    {
        Write(0x18, address & ~0xFFu);
        Write(0x20, address);
        Write(0x28, address);
        Write(0x08, 0x06);
        Write(0x04, 0xBC);

        _machine.Advance(50 * Frame);

        Assert.Equal(0x10u, Read(0x00));
    }

    /// <summary>XEMU_MUTATIONS sets how many memories are tried.</summary>
    [Fact]
    public void Lists_OfRandomBytes_NeverThrow()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("XEMU_MUTATIONS"), out int wanted) ? wanted : 200;
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[] memory = new byte[0x4000];

        for (int i = 0; i < count; i++)
        {
            random.NextBytes(memory);
            ConfineAddresses(memory);
            _machine.Memory.Write(0x1000, memory);
            Write(0x18, Hcca);
            Write(0x20, 0x2000u + (uint)(random.Next(0x200) * 16));
            Write(0x28, 0x2000u + (uint)(random.Next(0x200) * 16));
            Write(0x08, 0x06);
            Write(0x04, 0x80u | (uint)(random.Next(16) << 2));
            _machine.Advance(10 * Frame);
            Write(0x0C, 0x7F);
        }

        Assert.Equal((10 * (uint)count) & 0xFFFF, Read(0x3C));
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>Makes the second half of every 16 bytes addresses near the lists, so that heads and next pointers lead somewhere.</summary>
    private static void ConfineAddresses(byte[] memory)
    {
        for (int i = 8; i < memory.Length; i += 16)
        {
            Confine(memory.AsSpan(i, 4));
            Confine(memory.AsSpan(i + 4, 4));
        }
    }

    private static void Confine(Span<byte> address)
    {
        address[1] &= 0x3F;
        address[2] = address[3] = 0;
    }

    private void FillInterruptTable(uint endpoint)
    {
        for (uint i = 0; i < 32; i++)
        {
            Put(Hcca + (4 * i), endpoint);
        }
    }

    private void Put(uint address, params ReadOnlySpan<uint> words)
    {
        foreach (uint word in words)
        {
            _machine.Memory.WriteValue(address, 4, word);
            address += 4;
        }
    }

    private uint Get(uint address) => (uint)_machine.Memory.ReadValue(address, 4);

    private uint Read(ulong offset) => (uint)_machine.Memory.ReadValue(Base + offset, 4);

    private void Write(ulong offset, uint value) => _machine.Memory.WriteValue(Base + offset, 4, value);
}

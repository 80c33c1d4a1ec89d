using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

/// <summary>The timer at 1 MHz, so that a tick is a microsecond.</summary>
public sealed class PitTests : IDisposable
{
    private const ulong TickNs = 1000;

    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();

    public PitTests()
    {
        var pit = new Pit(new PitOptions { Interrupts = _interrupts, Clock = new Frequency(1_000_000) }, _machine);
        pit.Reset(ResetKind.Cold);
    }

    private bool Output => _interrupts[0].Level;

    [Fact]
    public void Mode0_AfterTheCount_RaisesOutputOneTickLaterThanTheCount()
    {
        Program(0x30, 5);

        Step(5);
        bool before = Output;
        Step(1);

        Assert.False(before);
        Assert.True(Output);
    }

    [Fact]
    public void Mode0_Count_GoesOnBelowZero()
    {
        Program(0x30, 3);

        Step(1 + 3 + 2);

        Assert.Equal(0xFFFE, ReadCount(0));
    }

    [Fact]
    public void Mode0_FirstByteOfANewCount_StopsAndLowersOutput()
    {
        Program(0x30, 2);
        Step(10);
        bool before = Output;

        _machine.Out(0x40, 9);
        Step(20);

        Assert.True(before);
        Assert.False(Output);
    }

    [Fact]
    public void Mode2_Count10_RaisesOutputEach10Ticks()
    {
        Program(0x34, 10);
        int start = _interrupts[0].Edges;

        Step(1 + 100);

        Assert.Equal(10, _interrupts[0].Edges - start);
    }

    [Fact]
    public void Mode2_TimerThatComesLate_MissesNoEdge()
    {
        Program(0x34, 1000);
        Step(1);
        int start = _interrupts[0].Edges;

        // The pulse is the tick 999 of 1000; the timer comes half a period after it, when the output is high again.
        _machine.AdvanceLate(1500 * TickNs);

        Assert.Equal(1, _interrupts[0].Edges - start);
    }

    [Fact]
    public void Mode2_Output_IsLowForTheLastTickOfThePeriod()
    {
        Program(0x34, 4);

        Step(1 + 3);
        bool last = Output;
        Step(1);

        Assert.False(last);
        Assert.True(Output);
    }

    [Fact]
    public void Mode2_Count_RunsFromNTo1()
    {
        Program(0x34, 4);
        Step(1);

        ushort[] counts = [.. Enumerable.Range(0, 5).Select(_ => CountAndStep())];

        Assert.Equal([4, 3, 2, 1, 4], counts);
    }

    [Fact]
    public void Mode2_NewCount_IsTakenAtTheEndOfThePeriod()
    {
        Program(0x34, 10);
        Step(1 + 5);
        _machine.Out(0x40, 3, 0);

        Step(4);
        ushort last = ReadCount(0);
        Step(1);

        Assert.Equal(1, last);
        Assert.Equal(3, ReadCount(0));
    }

    [Fact]
    public void Mode3_EvenCount_IsHighAndLowForHalfEach()
    {
        Program(0x36, 6);
        Step(1);

        string wave = Wave(12);

        Assert.Equal("111000111000", wave);
    }

    [Fact]
    public void Mode3_OddCount_IsHighOneTickLonger()
    {
        Program(0x36, 5);
        Step(1);

        string wave = Wave(10);

        Assert.Equal("1110011100", wave);
    }

    [Fact]
    public void Mode3_EvenCount_CountsDownByTwoTwice()
    {
        Program(0x36, 6);
        Step(1);

        ushort[] counts = [.. Enumerable.Range(0, 7).Select(_ => CountAndStep())];

        Assert.Equal([6, 4, 2, 6, 4, 2, 6], counts);
    }

    [Fact]
    public void Mode4_AtZero_IsLowForOneTick()
    {
        Program(0x38, 3);

        string wave = Wave(8);

        // The load takes a tick, then three counts.
        Assert.Equal("11110111", wave);
    }

    [Fact]
    public void Mode1_ChannelTwo_TriggeredByItsGate_IsLowForTheCount()
    {
        _machine.Out(0x43, 0xB2);
        _machine.Out(0x42, 4, 0);
        bool idle = Speaker;

        _machine.Out(0x61, 1);
        string wave = SpeakerWave(8);

        Assert.True(idle);
        Assert.Equal("10000111", wave);
    }

    [Fact]
    public void Mode1_TriggeredAgain_StartsAnew()
    {
        _machine.Out(0x43, 0xB2);
        _machine.Out(0x42, 4, 0);
        _machine.Out(0x61, 1);
        Step(3);
        _machine.Out(0x61, 0);
        _machine.Out(0x61, 1);

        string wave = SpeakerWave(7);

        Assert.Equal("0000011", wave);
    }

    [Fact]
    public void Mode5_ChannelTwo_TriggeredByItsGate_StrobesAfterTheCount()
    {
        _machine.Out(0x43, 0xBA);
        _machine.Out(0x42, 3, 0);
        _machine.Out(0x61, 1);

        string wave = SpeakerWave(7);

        Assert.Equal("1111011", wave);
    }

    [Fact]
    public void Mode0_GateLow_HoldsTheCount()
    {
        _machine.Out(0x61, 1);
        _machine.Out(0x43, 0xB0);
        _machine.Out(0x42, 100, 0);
        Step(1 + 10);
        _machine.Out(0x61, 0);
        Step(50);
        ushort held = ReadCount(2);
        _machine.Out(0x61, 1);
        Step(5);

        Assert.Equal(90, held);
        Assert.Equal(85, ReadCount(2));
    }

    [Fact]
    public void Mode3_GateLow_OutputIsHighAndRestartsOnRise()
    {
        _machine.Out(0x61, 1);
        _machine.Out(0x43, 0xB6);
        _machine.Out(0x42, 8, 0);
        Step(1 + 5);
        bool running = Speaker;
        _machine.Out(0x61, 0);
        bool stopped = Speaker;
        Step(100);
        _machine.Out(0x61, 1);
        Step(1);

        Assert.False(running);
        Assert.True(stopped);
        Assert.Equal("11110000", SpeakerWave(8));
    }

    [Fact]
    public void Mode0_AsLinuxCalibratesTheTsc_Bit5OfPort61RisesAfterTheCount()
    {
        _machine.Out(0x61, (byte)((_machine.In(0x61) & ~0x02) | 0x01));
        _machine.Out(0x43, 0xB0);
        _machine.Out(0x42, 0x10, 0x27);

        Step(10_000);
        bool before = Speaker;
        Step(1);

        Assert.False(before);
        Assert.True(Speaker);
    }

    [Fact]
    public void CountZero_Is65536()
    {
        Program(0x34, 0);
        int start = _interrupts[0].Edges;

        Step(1 + 65_535);
        int before = _interrupts[0].Edges - start;
        Step(1);

        Assert.Equal(0, before);
        Assert.Equal(1, _interrupts[0].Edges - start);
    }

    [Fact]
    public void Bcd_Count_IsDecimal()
    {
        _machine.Out(0x43, 0x31);
        _machine.Out(0x40, 0x00, 0x10);

        Step(1 + 1);

        Assert.Equal(0x0999, ReadCount(0));
    }

    [Fact]
    public void Bcd_CountZero_Is10000()
    {
        _machine.Out(0x43, 0x35);
        _machine.Out(0x40, 0x00, 0x00);
        int start = _interrupts[0].Edges;

        Step(1 + 20_000);

        Assert.Equal(2, _interrupts[0].Edges - start);
    }

    [Fact]
    public void Latch_Count_StaysUntilBothBytesAreRead()
    {
        Program(0x34, 1000);
        Step(1 + 10);
        _machine.Out(0x43, 0x00);
        Step(100);

        byte low = _machine.In(0x40);
        byte high = _machine.In(0x40);

        Assert.Equal(990, low | (high << 8));
        Assert.Equal(890, ReadCount(0));
    }

    [Fact]
    public void Latch_Twice_KeepsTheFirst()
    {
        Program(0x34, 1000);
        Step(1 + 10);
        _machine.Out(0x43, 0x00);
        Step(100);
        _machine.Out(0x43, 0x00);

        Assert.Equal(990, ReadCount(0));
    }

    [Fact]
    public void ReadBack_StatusAndCount_GivesStatusFirst()
    {
        Program(0x34, 1000);
        Step(1 + 10);

        _machine.Out(0x43, 0xC2);

        Assert.Equal(0x80 | 0x34, _machine.In(0x40));
        Assert.Equal(990, ReadCount(0));
    }

    [Fact]
    public void ReadBack_BeforeTheLoad_ShowsNullCount()
    {
        Program(0x34, 1000);

        _machine.Out(0x43, 0xE2);

        Assert.Equal(0xC0 | 0x34, _machine.In(0x40));
    }

    [Fact]
    public void Access_LowByteOnly_SetsTheHighByteToZero()
    {
        _machine.Out(0x43, 0x14);
        _machine.Out(0x40, 50);
        Step(1);

        Assert.Equal(50, _machine.In(0x40));
        Step(1);
        Assert.Equal(49, _machine.In(0x40));
    }

    [Fact]
    public void Access_HighByteOnly_ReadsTheHighByte()
    {
        _machine.Out(0x43, 0x24);
        _machine.Out(0x40, 0x12);
        Step(1);

        Assert.Equal(0x12, _machine.In(0x40));
        Assert.Equal(0x12, _machine.In(0x40));
    }

    [Fact]
    public void Frequency_OfTheConsole_DoesNotDriftInAnHour()
    {
        using var machine = new TestMachine();
        var interrupts = new RecordingController();
        var pit = new Pit(new PitOptions { Interrupts = interrupts }, machine);
        pit.Reset(ResetKind.Cold);

        // 1,125,000 Hz / 1125 = 1000 Hz; the load takes a tick of 888.9 ns.
        machine.Out(0x43, 0x34);
        machine.Out(0x40, 0x65, 0x04);
        int start = interrupts[0].Edges;
        machine.Advance(889);
        machine.Advance(3_600_000_000_000);

        Assert.Equal(3_600_000, interrupts[0].Edges - start);
    }

    [Fact]
    public void Refresh_Bit4OfPort61_ChangesEach15Microseconds()
    {
        byte first = _machine.In(0x61);
        _machine.Advance(15_085);

        Assert.Equal(0x10, (first ^ _machine.In(0x61)) & 0x10);
    }

    [Fact]
    public void Port61_LowBits_ReadBack()
    {
        _machine.Out(0x61, 0xFF);

        Assert.Equal(0x0F, _machine.In(0x61) & 0xCF);
    }

    [Fact]
    public void ControlPort_Read_GivesAllOnes() => Assert.Equal(0xFF, _machine.In(0x43));

    public void Dispose() => _machine.Dispose();

    private bool Speaker => (_machine.In(0x61) & 0x20) != 0;

    private void Program(byte control, ushort count)
    {
        _machine.Out(0x43, control);
        _machine.Out(0x40, (byte)count, (byte)(count >> 8));
    }

    private void Step(ulong ticks) => _machine.Advance(ticks * TickNs);

    private ushort ReadCount(ulong channel) => (ushort)(_machine.In(0x40 + channel) | (_machine.In(0x40 + channel) << 8));

    private ushort CountAndStep()
    {
        ushort count = ReadCount(0);
        Step(1);
        return count;
    }

    private string Wave(int ticks) => string.Concat(Enumerable.Range(0, ticks).Select(_ => Sample(() => Output)));

    private string SpeakerWave(int ticks) => string.Concat(Enumerable.Range(0, ticks).Select(_ => Sample(() => Speaker)));

    private char Sample(Func<bool> level)
    {
        char value = level() ? '1' : '0';
        Step(1);
        return value;
    }
}

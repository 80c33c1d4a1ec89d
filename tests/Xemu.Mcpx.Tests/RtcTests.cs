using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class RtcTests : IDisposable
{
    private const ulong Second = 1_000_000_000;

    // Saturday, 2002-03-16 13:45:58 UTC.
    private readonly TestMachine _machine = new(epochSeconds: 1_016_286_358);
    private readonly RecordingController _interrupts = new();
    private readonly Rtc _rtc;

    public RtcTests()
    {
        _rtc = new Rtc(new RtcOptions { Interrupts = _interrupts }, _machine);
        _rtc.Reset(ResetKind.Cold);
    }

    [Fact]
    public void Time_AtStart_IsTheMachinesInBcd()
    {
        byte[] registers = [.. new byte[] { 0, 2, 4, 6, 7, 8, 9, 0x7F }.Select(Read)];

        Assert.Equal([0x58, 0x45, 0x13, 0x07, 0x16, 0x03, 0x02, 0x20], registers);
    }

    [Fact]
    public void Time_OfADay_PassesIntoTheNextMonth()
    {
        _machine.Advance(16 * 86_400 * Second);

        Assert.Equal([0x58, 0x01, 0x04, 0x02], [Read(0), Read(7), Read(8), Read(6)]);
    }

    [Fact]
    public void BinaryAnd12Hours_Modes_ChangeHowTimeReads()
    {
        Write(0x0B, 0x04);

        Assert.Equal([58, 45, 0x81], [Read(0), Read(2), Read(4)]);
    }

    [Fact]
    public void TwelveHours_MidnightAndNoon_AreTwelve()
    {
        Write(0x0B, 0x80);
        Write(4, 0x12);
        Write(0x0B, 0x00);
        Write(0x0B, 0x02);
        byte midnight = Read(4);
        Write(0x0B, 0x80);
        Write(4, 0x92);
        Write(0x0B, 0x00);
        Write(0x0B, 0x02);

        Assert.Equal(0x00, midnight);
        Assert.Equal(0x12, Read(4));
    }

    [Fact]
    public void Set_WhileOn_HoldsAndTakesAnyValue()
    {
        Write(0x0B, 0x82);
        Write(0, 0xEE);
        _machine.Advance(10 * Second);

        Assert.Equal(0xEE, Read(0));
    }

    [Fact]
    public void Set_NewTime_RunsOnFromThere()
    {
        Write(0x0B, 0x82);
        Write(0, 0x59);
        Write(2, 0x59);
        Write(4, 0x23);
        Write(7, 0x31);
        Write(8, 0x12);
        Write(9, 0x99);
        Write(0x7F, 0x19);
        Write(6, 0x06);
        Write(0x0B, 0x02);

        _machine.Advance(Second);

        Assert.Equal([0x00, 0x00, 0x00, 0x01, 0x01, 0x00, 0x20, 0x07], [Read(0), Read(2), Read(4), Read(7), Read(8), Read(9), Read(0x7F), Read(6)]);
    }

    [Fact]
    public void UpdateInProgress_RisesBeforeTheSecondEnds()
    {
        _machine.Advance(Second - 3_000_000);
        int early = Read(0x0A) & 0x80;
        _machine.Advance(1_000_000);
        int updating = Read(0x0A) & 0x80;
        _machine.Advance(2_000_000);

        Assert.Equal(0, early);
        Assert.Equal(0x80, updating);
        Assert.Equal(0, Read(0x0A) & 0x80);
    }

    [Fact]
    public void UpdateInterrupt_Enabled_ComesEachSecondUntilCIsRead()
    {
        Write(0x0B, 0x12);
        Read(0x0C);

        _machine.Advance(Second);

        Assert.True(_interrupts[8].Level);
        Assert.Equal(0xD0, Read(0x0C));
        Assert.False(_interrupts[8].Level);
        Assert.Equal(0x00, Read(0x0C));
    }

    [Fact]
    public void PeriodicInterrupt_Rate6_Comes1024TimesASecond()
    {
        Write(0x0B, 0x42);
        Read(0x0C);
        int count = 0;

        for (int i = 0; i < 4096; i++)
        {
            _machine.Advance(Second / 4096);
            count += (Read(0x0C) & 0x40) != 0 ? 1 : 0;
        }

        Assert.InRange(count, 1023, 1024);
    }

    [Fact]
    public void PeriodicFlag_WithoutInterrupt_IsSetAllTheSame()
    {
        Read(0x0C);
        _machine.Advance(Second / 100);

        Assert.Equal(0x40, Read(0x0C) & 0xC0);
        Assert.False(_interrupts[8].Level);
    }

    [Fact]
    public void Alarm_AtItsTime_Interrupts()
    {
        Write(1, 0x02);
        Write(3, 0x46);
        Write(5, 0x13);
        Write(0x0B, 0x22);

        _machine.Advance(3 * Second);
        bool before = _interrupts[8].Level;
        _machine.Advance(Second);

        Assert.False(before);
        Assert.True(_interrupts[8].Level);
        Assert.Equal(0xA0, Read(0x0C) & 0xA0);
    }

    [Fact]
    public void Alarm_DoNotCare_ComesEachMinute()
    {
        Write(1, 0x10);
        Write(3, 0xFF);
        Write(5, 0xC0);
        Write(0x0B, 0x22);
        _machine.Advance(12 * Second);
        Read(0x0C);

        _machine.Advance(60 * Second);

        Assert.Equal(0xA0, Read(0x0C) & 0xA0);
    }

    [Fact]
    public void Divider_HeldAndReleased_FirstUpdateComesAfterHalfASecond()
    {
        Write(0x0A, 0x70);
        byte held = Read(0);
        _machine.Advance(5 * Second);
        byte still = Read(0);
        Write(0x0A, 0x26);
        _machine.Advance((Second / 2) - 1);
        byte before = Read(0);
        _machine.Advance(1);

        Assert.Equal([0x58, 0x58, 0x58, 0x59], [held, still, before, Read(0)]);
    }

    [Fact]
    public void Memory_BothBanks_KeepBytesOverAReset()
    {
        Write(0x40, 0x5A);
        _machine.Out(0x72, 0xC0);
        _machine.Out(0x73, 0xA5);

        _rtc.Reset(ResetKind.Cold);

        _machine.Out(0x72, 0xC0);
        Assert.Equal(0x5A, Read(0x40));
        Assert.Equal(0xA5, _machine.In(0x73));
    }

    [Fact]
    public void RegisterD_Read_SaysTheBatteryIsGood() => Assert.Equal(0x80, Read(0x0D));

    [Fact]
    public void Time_EveryRegisterFF_IsBroughtIntoRange()
    {
        Write(0x0B, 0x82);
        foreach (byte register in new byte[] { 0, 2, 4, 6, 7, 8, 9, 0x7F })
        {
            Write(register, 0xFF);
        }

        Write(0x0B, 0x02);
        _machine.Advance(400UL * 86_400 * Second);

        Assert.Equal(0x12, Read(8));
    }

    public void Dispose() => _machine.Dispose();

    private byte Read(byte register)
    {
        _machine.Out(0x70, register);
        return _machine.In(0x71);
    }

    private void Write(byte register, byte value)
    {
        _machine.Out(0x70, register);
        _machine.Out(0x71, value);
    }
}

using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

/// <summary>The controller, and the devices behind it, used as firmware uses them.</summary>
public sealed class SmbusTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();
    private readonly RecordingController _smcWire = new();
    private readonly Smbus _smbus;
    private readonly Smc _smc;

    public SmbusTests()
    {
        _smbus = new Smbus(_machine);
        _smc = new Smc(new SmcOptions { AvPack = AvPack.Vga, Version = "P05", Interrupts = _smcWire }, _machine);
        _smbus.Attach("smc", _smc, new SmbusAddress(0x10));
        _smbus.Attach("eeprom", new Eeprom(new EepromOptions(), _machine), new SmbusAddress(0x54));
        var sensor = new Adm1032(new Adm1032Options { RemoteTemperature = 51, LocalTemperature = 33 });
        _smbus.Attach("temperature", sensor, new SmbusAddress(0x4C));
        _smbus.Attach("encoder", new Conexant(), new SmbusAddress(0x45));
        PciHarness.Attach(_machine, _smbus, "1.1", _interrupts);
        _smc.Reset(ResetKind.Cold);
        sensor.Reset(ResetKind.Cold);
    }

    [Fact]
    public void ReadByte_OfADevice_CompletesWithItsValue()
    {
        Assert.Equal((byte)'0', ReadByte(0x54, 0x34));
        Assert.Equal(0x10, _machine.In(0xC000));
    }

    [Fact]
    public void ReadByte_OfNobody_EndsInAProtocolError()
    {
        ReadByte(0x20, 0);

        Assert.Equal(0x04, _machine.In(0xC000));
    }

    [Fact]
    public void Status_WrittenAsOnes_Clears()
    {
        ReadByte(0x54, 0);

        _machine.Out16(0xC000, 0xFFFF);

        Assert.Equal(0, _machine.In16(0xC000));
    }

    [Fact]
    public void WriteWord_ToTheEncoder_WritesTwoRegisters()
    {
        _machine.Out(0xC004, 0x45 << 1);
        _machine.Out(0xC008, 0x6C);
        _machine.Out16(0xC006, 0xBB46);
        _machine.Out(0xC002, 0x0B);

        Assert.Equal(0x46, ReadByte(0x45, 0x6C));
        Assert.Equal(0xBB, ReadByte(0x45, 0x6D));
    }

    [Fact]
    public void ReadWord_OfTheEeprom_GivesTwoBytes()
    {
        _machine.Out(0xC004, (0x54 << 1) | 1);
        _machine.Out(0xC008, 0x40);
        _machine.Out(0xC002, 0x0B);

        Assert.Equal(0x5000, _machine.In16(0xC006));
    }

    [Fact]
    public void Block_WrittenAndRead_PassesThroughTheFifo()
    {
        _machine.Out(0xC004, 0x54 << 1);
        _machine.Out(0xC008, 0xC0);
        _machine.Out(0xC009, 1, 2, 3, 4);
        _machine.Out16(0xC006, 4);
        _machine.Out(0xC002, 0x0D);
        byte second = ReadByte(0x54, 0xC1);
        _machine.Out(0xC004, (0x54 << 1) | 1);
        _machine.Out(0xC008, 0xC0);
        _machine.Out16(0xC006, 4);
        _machine.Out(0xC002, 0x0D);

        byte[] read = [.. Enumerable.Range(0, 4).Select(_ => _machine.In(0xC009))];

        Assert.Equal(2, second);
        Assert.Equal([1, 2, 3, 4], read);
    }

    [Fact]
    public void Interrupt_Enabled_IsHighUntilTheStatusIsCleared()
    {
        _machine.Out(0xC004, (0x54 << 1) | 1);
        _machine.Out(0xC002, 0x1A);
        bool raised = _interrupts[11].Level;

        _machine.Out(0xC000, 0x10);

        Assert.True(raised);
        Assert.False(_interrupts[11].Level);
    }

    [Fact]
    public void Attach_OccupiedAddress_IsRefusedInWords()
    {
        var error = Assert.Throws<ComponentException>(() => _smbus.Attach("other", new Conexant(), new SmbusAddress(0x54)));

        Assert.Contains("0x54", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SmcVersion_ReadThreeTimes_SpellsItAndStartsAgain()
    {
        char[] version = [.. Enumerable.Range(0, 4).Select(_ => (char)ReadByte(0x10, 0x01))];

        Assert.Equal("P05P", new string(version));
    }

    [Fact]
    public void SmcVersion_ZeroWritten_StartsAgain()
    {
        ReadByte(0x10, 0x01);

        WriteByte(0x10, 0x01, 0x00);

        Assert.Equal((byte)'P', ReadByte(0x10, 0x01));
    }

    [Theory]
    [InlineData(0x01, "reset Warm")]
    [InlineData(0x40, "reset Cold")]
    [InlineData(0x80, "stop 0 The guest has powered off.")]
    public void SmcPower_Written_AsksTheMachine(byte value, string expected)
    {
        WriteByte(0x10, 0x02, value);

        Assert.Equal([expected], _machine.Requests);
    }

    [Fact]
    public void SmcAvPack_Read_IsTheOption() => Assert.Equal(2, ReadByte(0x10, 0x04));

    [Fact]
    public void SmcTray_Ejected_OpensAndTellsWhy()
    {
        byte closed = ReadByte(0x10, 0x03);
        WriteByte(0x10, 0x1A, 0x01);

        WriteByte(0x10, 0x0C, 0x00);

        Assert.Equal(0x40, closed);
        Assert.Equal(0x10, ReadByte(0x10, 0x03));
        Assert.True(_smcWire[0].Level);
        Assert.Equal(0x04, ReadByte(0x10, 0x11));
        Assert.False(_smcWire[0].Level);
        Assert.Equal(0x00, ReadByte(0x10, 0x11));
    }

    [Fact]
    public void SmcTray_Loaded_Closes()
    {
        WriteByte(0x10, 0x0C, 0x00);
        ReadByte(0x10, 0x11);

        WriteByte(0x10, 0x0C, 0x01);

        Assert.Equal(0x40, ReadByte(0x10, 0x03));
        Assert.Equal(0x02, ReadByte(0x10, 0x11));
    }

    [Fact]
    public void SmcPowerButton_Pressed_TellsItsReasonAtTheNextInput()
    {
        WriteByte(0x10, 0x1A, 0x01);

        _smc.Press();
        bool before = _smcWire[0].Level;
        _machine.DeliverInputs();

        Assert.False(before);
        Assert.True(_smcWire[0].Level);
        Assert.Equal(0x01, ReadByte(0x10, 0x11));
        Assert.False(_smcWire[0].Level);
    }

    [Fact]
    public void SmcPowerButton_WithTheChipsetsInput_IsSeenByThePowerManagementRegisters()
    {
        using var machine = new TestMachine();
        var interrupts = new RecordingController();
        var lpc = new Lpc(new LpcOptions(), machine);
        PciHarness.Attach(machine, lpc, "1.0", interrupts);
        machine.Id = "smc";
        using var smc = new Smc(new SmcOptions { Interrupts = lpc, ChipsetPowerButton = true }, machine);
        smc.Reset(ResetKind.Cold);
        machine.Out(0x8004, 0x01);
        machine.Out16(0x8002, 0x0100);

        smc.Press();
        machine.DeliverInputs();

        Assert.True(interrupts[12].Level);
        Assert.Equal(0x0100, machine.In16(0x8000));
    }

    [Fact]
    public void SmcPowerButton_ChipsetInputWithoutABridge_IsRefused() =>
        Assert.Throws<ComponentException>(() => new Smc(new SmcOptions { ChipsetPowerButton = true }, new TestMachine()));

    [Fact]
    public void SmcTray_OfAnEmptyDrive_OpensAndCloses()
    {
        using var machine = new TestMachine();
        var drive = new FakeDrive();
        using var smc = new Smc(new SmcOptions { Drive = drive }, machine);
        smc.Reset(ResetKind.Cold);

        smc.TryWrite(0x0C, 0x00);
        bool opened = drive.IsTrayOpen;
        smc.TryWrite(0x0C, 0x01);

        Assert.True(opened);
        Assert.False(drive.IsTrayOpen);
        smc.TryRead(0x11, out byte reason);
        Assert.Equal(0x06, reason);
    }

    [Fact]
    public void SmcScratch_Written_SurvivesAReset()
    {
        WriteByte(0x10, 0x1B, 0x04);
        WriteByte(0x10, 0x0E, 0x05);

        _smc.Reset(ResetKind.Warm);

        Assert.Equal(0x04, ReadByte(0x10, 0x1B));
        Assert.Equal(0x00, ReadByte(0x10, 0x0F));
    }

    [Fact]
    public void SmcFan_CustomMode_HasTheSpeedWritten()
    {
        byte automatic = ReadByte(0x10, 0x10);
        WriteByte(0x10, 0x06, 30);
        WriteByte(0x10, 0x05, 1);

        Assert.Equal(10, automatic);
        Assert.Equal(30, ReadByte(0x10, 0x10));
    }

    [Fact]
    public void SmcChallenge_NotAnswered_ResetsTheConsole()
    {
        _machine.Id = "second";
        var smc = new Smc(new SmcOptions { EnforceChallenge = true }, _machine);
        smc.Reset(ResetKind.Cold);

        _machine.Advance(300_000_000);

        Assert.Equal(["reset Cold"], _machine.Requests);
    }

    [Fact]
    public void SmcChallenge_AnsweredRightly_LetsTheConsoleRun()
    {
        _machine.Id = "second";
        var smc = new Smc(new SmcOptions { EnforceChallenge = true, ChallengeSeed = 0 }, _machine);
        smc.Reset(ResetKind.Cold);

        // Worked by hand for four zero bytes: the mixed bytes are 0x39 ^ 0x63 = 0x5A and 0x0B ^ 0x1B = 0x10.
        smc.TryWrite(0x20, HandAnswer().First);
        smc.TryWrite(0x21, HandAnswer().Second);
        _machine.Advance(1_000_000_000);

        Assert.Empty(_machine.Requests);
    }

    [Fact]
    public void Sensor_Temperatures_AreTheOptions()
    {
        Assert.Equal(33, ReadByte(0x4C, 0x00));
        Assert.Equal(51, ReadByte(0x4C, 0x01));
        Assert.Equal(0x41, ReadByte(0x4C, 0xFE));
    }

    [Fact]
    public void Sensor_LimitWritten_IsReadAtItsOtherCommand()
    {
        WriteByte(0x4C, 0x0B, 70);

        Assert.Equal(70, ReadByte(0x4C, 0x05));
    }

    [Fact]
    public void Encoder_ResetBit_ClearsItsRegisters()
    {
        WriteByte(0x45, 0x6C, 0x46);

        WriteByte(0x45, 0xBA, 0x80);

        Assert.Equal(0, ReadByte(0x45, 0x6C));
        Assert.Equal(0, ReadByte(0x45, 0xBA));
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>Four rounds of b1 += b2 ^ 0x5A, b2 += b1 ^ 0x10 from 0x33 and 0xED, in bytes.</summary>
    private static (byte First, byte Second) HandAnswer()
    {
        byte b1 = 0x33;
        byte b2 = 0xED;
        for (int i = 0; i < 4; i++)
        {
            b1 = unchecked((byte)(b1 + (b2 ^ 0x5A)));
            b2 = unchecked((byte)(b2 + (b1 ^ 0x10)));
        }

        return (b1, b2);
    }

    private byte ReadByte(byte device, byte command)
    {
        _machine.Out(0xC004, (byte)((device << 1) | 1));
        _machine.Out(0xC008, command);
        _machine.Out16(0xC000, 0xFFFF);
        _machine.Out(0xC002, 0x0A);
        return _machine.In(0xC006);
    }

    private void WriteByte(byte device, byte command, byte value)
    {
        _machine.Out(0xC004, (byte)(device << 1));
        _machine.Out(0xC008, command);
        _machine.Out16(0xC006, value);
        _machine.Out16(0xC000, 0xFFFF);
        _machine.Out(0xC002, 0x0A);
    }
}

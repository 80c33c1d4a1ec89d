using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class SuperIoTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();
    private readonly FakePort _port = new();

    [Fact]
    public void Configuration_BeforeTheKey_IsClosed()
    {
        Make(enabled: false);
        _machine.Out(0x2E, 0x20);

        Assert.Equal(0xFF, _machine.In(0x2F));
    }

    [Fact]
    public void DeviceId_AfterTheKey_IsTheLpc47M15x()
    {
        Make(enabled: false);
        _machine.Out(0x2E, 0x55, 0x20);

        Assert.Equal(0x60, _machine.In(0x2F));
    }

    [Fact]
    public void Configuration_AfterTheExitKey_IsClosed()
    {
        Make(enabled: false);
        _machine.Out(0x2E, 0x55, 0xAA, 0x20);

        Assert.Equal(0xFF, _machine.In(0x2F));
    }

    [Fact]
    public void Serial_NotEnabled_IsAbsent()
    {
        Make(enabled: false);

        Assert.Equal(0xFF, _machine.In(0x3FD));
    }

    [Fact]
    public void Serial_EnabledAsCromwellDoes_AnswersAndInterrupts()
    {
        Make(enabled: false);

        _machine.Out(0x2E, 0x55);
        SetRegister(0x07, 0x04);
        SetRegister(0x61, 0xF8);
        SetRegister(0x60, 0x03);
        SetRegister(0x30, 0x01);
        SetRegister(0x70, 0x04);
        _machine.Out(0x2E, 0xAA);
        _machine.Out(0x3FC, 0x08);
        _machine.Out(0x3F9, 0x02);
        _machine.Out(0x3F8, (byte)'!');

        Assert.Equal([(byte)'!'], _port.Sent);
        Assert.True(_interrupts[4].Level);
    }

    [Fact]
    public void Serial_InterruptMovedWhileHigh_MovesWithItsLevel()
    {
        Make(enabled: true);
        _machine.Out(0x3FC, 0x08);
        _machine.Out(0x3F9, 0x02);

        _machine.Out(0x2E, 0x55);
        SetRegister(0x07, 0x04);
        SetRegister(0x70, 0x05);

        Assert.False(_interrupts[4].Level);
        Assert.True(_interrupts[5].Level);
    }

    [Fact]
    public void Serial_BaseMoved_AnswersThere()
    {
        Make(enabled: true);
        _machine.Out(0x2E, 0x55);
        SetRegister(0x07, 0x05);
        SetRegister(0x60, 0x03);
        SetRegister(0x61, 0xE8);

        Assert.Equal(0x60, _machine.In(0x3ED));
        Assert.Equal(0xFF, _machine.In(0x2FD));
    }

    [Fact]
    public void EnabledAtReset_BothSerialPorts_AnswerAtOnce()
    {
        Make(enabled: true);

        Assert.Equal(0x60, _machine.In(0x3FD));
        Assert.Equal(0x60, _machine.In(0x2FD));
    }

    [Fact]
    public void State_Loaded_PutsTheSerialPortBack()
    {
        SuperIo superIo = Make(enabled: true);
        _machine.Out(0x3FF, 0x77);
        byte[] saved = StateBytes.Save(superIo);
        _machine.Out(0x2E, 0x55);
        SetRegister(0x07, 0x04);
        SetRegister(0x30, 0x00);
        byte gone = _machine.In(0x3FF);

        StateBytes.Load(superIo, saved);

        Assert.Equal(0xFF, gone);
        Assert.Equal(0x77, _machine.In(0x3FF));
    }

    public void Dispose() => _machine.Dispose();

    private SuperIo Make(bool enabled)
    {
        var superIo = new SuperIo(new SuperIoOptions { Interrupts = _interrupts, Port0 = _port, EnabledAtReset = enabled }, _machine);
        superIo.Wire();
        superIo.Reset(ResetKind.Cold);
        return superIo;
    }

    private void SetRegister(byte index, byte value)
    {
        _machine.Out(0x2E, index);
        _machine.Out(0x2F, value);
    }
}

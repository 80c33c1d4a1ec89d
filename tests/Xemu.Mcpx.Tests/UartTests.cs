using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class UartTests : IDisposable
{
    private const ulong Data = 0x3F8;
    private const ulong InterruptEnable = 0x3F9;
    private const ulong Fifo = 0x3FA;
    private const ulong LineControl = 0x3FB;
    private const ulong ModemControl = 0x3FC;
    private const ulong LineStatus = 0x3FD;
    private const ulong ModemStatus = 0x3FE;
    private const ulong Scratch = 0x3FF;

    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();
    private readonly FakePort _port = new();

    public UartTests() => Make(timed: false);

    private bool Interrupt => _interrupts[4].Level;

    [Fact]
    public void Reset_Registers_AreThoseOfTheDataSheet()
    {
        Assert.Equal(0x00, _machine.In(InterruptEnable));
        Assert.Equal(0x01, _machine.In(Fifo));
        Assert.Equal(0x00, _machine.In(LineControl));
        Assert.Equal(0x00, _machine.In(ModemControl));
        Assert.Equal(0x60, _machine.In(LineStatus));
        Assert.Equal(0xB0, _machine.In(ModemStatus));
    }

    [Fact]
    public void Probe_AsLinux8250_FindsA16550A()
    {
        // drivers/tty/serial/8250/8250_port.c, autoconfig(): what it writes and expects.
        _machine.Out(InterruptEnable, 0x00);
        byte scratch = _machine.In(InterruptEnable);
        _machine.Out(InterruptEnable, 0xFF);
        byte scratch2 = _machine.In(InterruptEnable);
        _machine.Out(InterruptEnable, 0x00);
        _machine.Out(ModemControl, 0x1A);
        int loopStatus = _machine.In(ModemStatus) & 0xF0;
        _machine.Out(ModemControl, 0x00);
        _machine.Out(LineControl, 0xBF);
        _machine.Out(Fifo, 0x00);
        _machine.Out(LineControl, 0x00);
        _machine.Out(Fifo, 0x01);
        int fifo = _machine.In(Fifo) >> 6;

        Assert.Equal(0x00, scratch);
        Assert.Equal(0x0F, scratch2);
        Assert.Equal(0x90, loopStatus);
        Assert.Equal(3, fifo);
    }

    [Fact]
    public void Probe_ForLaterChips_FindsNone()
    {
        _machine.Out(Fifo, 0x01);
        _machine.Out(LineControl, 0x80);
        _machine.Out(Fifo, 0x21);
        int sixtyFourBytes = _machine.In(Fifo) & 0x20;
        _machine.Out(LineControl, 0x00);
        _machine.Out(InterruptEnable, 0x40);

        Assert.Equal(0, sixtyFourBytes);
        Assert.Equal(0, _machine.In(InterruptEnable));
    }

    [Fact]
    public void Scratch_Written_ReadsBack()
    {
        _machine.Out(Scratch, 0xA5);

        Assert.Equal(0xA5, _machine.In(Scratch));
    }

    [Fact]
    public void DivisorLatch_Open_HoldsTheDivisorAndNotTheData()
    {
        _machine.Out(LineControl, 0x83);
        _machine.Out(Data, 0x0C);
        _machine.Out(InterruptEnable, 0x01);
        _machine.Out(LineControl, 0x03);

        byte enable = _machine.In(InterruptEnable);
        _machine.Out(LineControl, 0x83);

        Assert.Equal(0, enable);
        Assert.Equal(0x0C, _machine.In(Data));
        Assert.Equal(0x01, _machine.In(InterruptEnable));
        Assert.Empty(_port.Sent);
    }

    [Fact]
    public void Transmit_Bytes_ReachThePeerAtOnce()
    {
        _machine.Out(Data, (byte)'h', (byte)'i');

        Assert.Equal("hi"u8.ToArray(), _port.Sent);
        Assert.Equal(0x60, _machine.In(LineStatus));
    }

    [Fact]
    public void TransmitInterrupt_Enabled_ComesAtOnceAndFallsWhenIdentified()
    {
        _machine.Out(ModemControl, 0x08);
        _machine.Out(InterruptEnable, 0x02);
        bool raised = Interrupt;

        byte id = _machine.In(Fifo);

        Assert.True(raised);
        Assert.Equal(0x02, id);
        Assert.False(Interrupt);
        Assert.Equal(0x01, _machine.In(Fifo));
    }

    [Fact]
    public void TransmitInterrupt_ByteWritten_IsANewEdge()
    {
        _machine.Out(ModemControl, 0x08);
        _machine.Out(InterruptEnable, 0x02);
        int edges = _interrupts[4].Edges;

        _machine.Out(Data, (byte)'x');

        Assert.Equal(edges + 1, _interrupts[4].Edges);
    }

    [Fact]
    public void TransmitInterrupt_EnabledAgain_ComesAgain()
    {
        // Linux looks for chips that fail this (UART_BUG_TXEN, UART_BUG_THRE).
        _machine.Out(InterruptEnable, 0x02);
        _machine.In(Fifo);
        _machine.Out(InterruptEnable, 0x00);
        _machine.Out(InterruptEnable, 0x02);

        Assert.Equal(0x02, _machine.In(Fifo));
    }

    [Fact]
    public void Interrupt_WithoutOut2_StaysInside()
    {
        _machine.Out(InterruptEnable, 0x02);

        Assert.False(Interrupt);
    }

    [Fact]
    public void Receive_WithoutFifo_InterruptsAndIsRead()
    {
        _machine.Out(ModemControl, 0x08);
        _machine.Out(InterruptEnable, 0x01);

        _port.Type("a");

        Assert.True(Interrupt);
        Assert.Equal(0x04, _machine.In(Fifo));
        Assert.Equal(0x61, _machine.In(LineStatus));
        Assert.Equal((byte)'a', _machine.In(Data));
        Assert.False(Interrupt);
        Assert.Equal(0x60, _machine.In(LineStatus));
    }

    [Fact]
    public void Receive_MoreThanTheFifoHolds_NothingIsLost()
    {
        _machine.Out(Fifo, 0x01);
        string text = string.Concat(Enumerable.Range(0, 100).Select(static i => (char)('!' + (i % 90))));
        _port.Type(text);

        char[] read = [.. Enumerable.Range(0, 100).Select(_ => (char)_machine.In(Data))];

        Assert.Equal(text, new string(read));
        Assert.Equal(0x60, _machine.In(LineStatus));
    }

    [Fact]
    public void Receive_BelowTheTrigger_TimesOutAfterFourCharacters()
    {
        _machine.Out(ModemControl, 0x08);
        _machine.Out(LineControl, 0x83);
        _machine.Out(Data, 0x01);
        _machine.Out(InterruptEnable, 0x00);
        _machine.Out(LineControl, 0x03);
        _machine.Out(Fifo, 0xC1);
        _machine.Out(InterruptEnable, 0x01);
        _port.Type("abc");
        bool atOnce = Interrupt;

        // 8N1 at 115200 baud: a character takes 86.8 µs.
        _machine.Advance(340_000);
        bool before = Interrupt;
        _machine.Advance(8_000);

        Assert.False(atOnce);
        Assert.False(before);
        Assert.True(Interrupt);
        Assert.Equal(0xCC, _machine.In(Fifo));
        _machine.In(Data);
        Assert.False(Interrupt);
    }

    [Theory]
    [InlineData(0x01, 1)]
    [InlineData(0x41, 4)]
    [InlineData(0x81, 8)]
    [InlineData(0xC1, 14)]
    public void Receive_AtTheTrigger_Interrupts(byte control, int level)
    {
        _machine.Out(ModemControl, 0x08);
        _machine.Out(Fifo, control);
        _machine.Out(InterruptEnable, 0x01);
        _port.Type(new string('x', level - 1));
        bool below = Interrupt;

        _port.Type("x");

        Assert.False(below);
        Assert.True(Interrupt);
        Assert.Equal(0xC4, _machine.In(Fifo));
    }

    [Fact]
    public void FifoControl_ClearReceive_EmptiesTheFifo()
    {
        _machine.Out(Fifo, 0x01);
        _machine.Out(ModemControl, 0x10);
        _machine.Out(Data, 1, 2, 3);

        _machine.Out(Fifo, 0x03);

        Assert.Equal(0x60, _machine.In(LineStatus));
    }

    [Fact]
    public void Loop_ByteSent_IsReceivedAndNotSent()
    {
        _machine.Out(ModemControl, 0x10);

        _machine.Out(Data, 0x5A);

        Assert.Equal(0x5A, _machine.In(Data));
        Assert.Empty(_port.Sent);
    }

    [Fact]
    public void Loop_TwoBytesWithoutFifo_OverrunAndInterrupt()
    {
        _machine.Out(InterruptEnable, 0x04);
        _machine.Out(ModemControl, 0x10);

        _machine.Out(Data, 1, 2);

        Assert.Equal(0x06, _machine.In(Fifo));
        Assert.Equal(0x63, _machine.In(LineStatus));
        Assert.Equal(0x61, _machine.In(LineStatus));
    }

    [Fact]
    public void Loop_ModemLines_FollowTheOutputsAndShowChanges()
    {
        _machine.Out(ModemControl, 0x10);
        _machine.In(ModemStatus);

        _machine.Out(ModemControl, 0x16);
        byte raised = _machine.In(ModemStatus);
        _machine.Out(ModemControl, 0x10);

        // RTS → CTS, OUT1 → RI; the change of RI counts when it falls.
        Assert.Equal(0x51, raised);
        Assert.Equal(0x05, _machine.In(ModemStatus));
        Assert.Equal(0x00, _machine.In(ModemStatus));
    }

    [Fact]
    public void Timed_Byte_TakesItsCharacterTime()
    {
        _machine.Out(LineControl, 0x03);
        Make(timed: true, 0x2F8);
        _machine.Out(0x2FB, 0x03);
        _machine.Out(0x2F8, (byte)'a');
        byte atOnce = _machine.In(0x2FD);

        _machine.Advance(86_000);
        int early = _port.Sent.Count;
        _machine.Advance(1_000);

        Assert.Equal(0x20, atOnce);
        Assert.Equal(0, early);
        Assert.Equal([(byte)'a'], _port.Sent);
        Assert.Equal(0x60, _machine.In(0x2FD));
    }

    [Fact]
    public void Timed_FifoFull_SendsAllInOrder()
    {
        Make(timed: true, 0x2F8);
        _machine.Out(0x2FA, 0x01);
        byte[] bytes = [.. Enumerable.Range(0, 16).Select(static i => (byte)i)];
        _machine.Out(0x2F8, bytes);

        _machine.Advance(10_000_000);

        Assert.Equal(bytes, _port.Sent);
    }

    [Fact]
    public void Base_NotAMultipleOf8_IsRefusedInWords()
    {
        var error = Assert.Throws<ComponentException>(() => new UartComponent(new UartOptions { Interrupts = _interrupts, Base = 0x3F9 }, _machine));

        Assert.Contains("multiple of 8", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _machine.Dispose();

    private void Make(bool timed, int address = 0x3F8)
    {
        _machine.Id = $"serial-{address:x}";
        var uart = new UartComponent(new UartOptions { Interrupts = _interrupts, Port = _port, Timed = timed, Base = address }, _machine);
        uart.Wire();
        uart.Reset(ResetKind.Cold);
    }
}

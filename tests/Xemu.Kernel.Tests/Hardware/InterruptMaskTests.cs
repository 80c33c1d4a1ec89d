using Xemu.Abstractions.Memory;
using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Hardware;

/// <summary>Which lines the interrupt controller lets through while a service routine runs.</summary>
public sealed class InterruptMaskTests : IDisposable
{
    private const int Line = 3;
    private const int Other = 5;
    private const uint Routine = 0x0012_0000;

    private readonly TestKernel _kernel = new();
    private readonly MaskPort _port = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Service_OtherLineIsConnected_KeepsItsOwnMasked()
    {
        uint frame = BeginService();

        Assert.True(Connect(Other));

        Assert.Equal((1 << Line, 0), (_port.Mask & (1 << Line), _port.Mask & (1 << Other)));
        Return(frame);
        Assert.Equal(0, _port.Mask & (1 << Line));
    }

    [Fact]
    public void Service_OwnLineIsDisabled_StaysMasked()
    {
        uint frame = BeginService();

        _kernel.Kernel.Interrupts.SetDisabled(Line, disabled: true);
        Return(frame);

        Assert.Equal(1 << Line, _port.Mask & (1 << Line));
    }

    private uint BeginService()
    {
        _ = _kernel.Machine.Ports.MapIo("pic", 0x21, 1, _port);
        Assert.True(Connect(Line));
        Assert.Equal(0, _port.Mask & (1 << Line));
        uint frame = _kernel.FreeStack - TrapFrame.Bytes;
        _kernel.Memory.Fill(frame, TrapFrame.Bytes, 0);
        _kernel.Memory.Write32(frame + TrapFrame.Code, KernelLayout.InterruptVector + Line);
        _kernel.Memory.Write32(frame + TrapFrame.Eip, TestKernel.CallerReturn);
        _kernel.Memory.Write32(frame + TrapFrame.Cs, KernelLayout.CodeSelector);
        _kernel.Kernel.Traps.OnTrap(frame);
        Assert.Equal(Routine, _kernel.Memory.Read32(_kernel.ResumedFrame + TrapFrame.Eip));
        Assert.Equal(1 << Line, _port.Mask & (1 << Line));
        return _kernel.ResumedFrame;
    }

    /// <summary>The routine takes its return address and its two arguments off, and comes back through the trap code.</summary>
    private void Return(uint frame)
    {
        uint below = frame + 12;
        _kernel.Memory.Fill(below, TrapFrame.Bytes, 0);
        _kernel.Memory.Write32(below + TrapFrame.Code, TrapCode.CallbackReturned);
        _kernel.Memory.Write32(below + TrapFrame.Eax, 1);
        _kernel.Kernel.Traps.OnTrap(below);
    }

    private bool Connect(int line)
    {
        uint interrupt = _kernel.Allocate((int)Kinterrupt.Bytes);
        _ = _kernel.Call("KeInitializeInterrupt", interrupt, Routine, 0, KernelLayout.InterruptVector + (uint)line, Irql.OfInterrupt(line), 0, 0);
        return _kernel.Kernel.Interrupts.Connect(interrupt);
    }

    /// <summary>The mask register of the first controller.</summary>
    private sealed class MaskPort : IIoHandler
    {
        public int Mask { get; private set; }

        public IoWidths Widths => IoWidths.Byte;

        public ulong Read(ulong offset, int width) => (ulong)Mask;

        public void Write(ulong offset, int width, ulong value) => Mask = (int)value;
    }
}

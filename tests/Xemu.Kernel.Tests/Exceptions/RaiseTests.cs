using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Exceptions;

/// <summary>What handlers are told of exceptions.</summary>
public sealed class RaiseTests : IDisposable
{
    private const uint Handler = 0x0012_3450;
    private const uint Eip = 0x0012_8000;
    private const uint InstructionBefore = 0x0012_7FF0;
    private const uint Status = 0xC012_3456;
    private const uint X87 = 16;
    private const uint Sse = 19;

    private readonly TestKernel _kernel = new();

    public RaiseTests() => _kernel.RegisterHandler(Handler);

    private uint Record => _kernel.Memory.Read32(_kernel.ResumedFrame + TrapFrame.Bytes + 4);

    private uint Area => _kernel.Memory.Read32(ResumeSlot.CurrentFloating);

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData("RtlRaiseStatus")]
    [InlineData("ExRaiseStatus")]
    public void RaiseStatus_Record_IsNoncontinuable(string export)
    {
        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke(export, [Status], out _));

        Assert.Equal((Status, ExceptionRecord.Noncontinuable), (Read(ExceptionRecord.Code), Read(ExceptionRecord.Flags)));
    }

    [Fact]
    public void Unwind_TargetBelowTheHandler_RaisesANoncontinuableException()
    {
        uint registration = _kernel.Memory.Read32(Pcr.ExceptionList);

        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("RtlUnwind", [registration - 64, 0, 0, 0], out _));

        Assert.Equal((NtStatus.InvalidUnwindTarget, ExceptionRecord.Noncontinuable), (Read(ExceptionRecord.Code), Read(ExceptionRecord.Flags)));
    }

    [Theory]
    [InlineData(0x04, 0x37B, NtStatus.FloatDivideByZero)]
    [InlineData(0x45, 0x37B, NtStatus.FloatDivideByZero)]
    [InlineData(0x41, 0x37E, NtStatus.FloatStackCheck)]
    [InlineData(0x01, 0x37E, NtStatus.FloatInvalidOperation)]
    [InlineData(0x20, 0x35F, NtStatus.FloatInexactResult)]
    public void X87Exception_FirstThatIsNotMasked_IsToldWithItsInstruction(ushort flags, ushort control, uint status)
    {
        _kernel.Memory.Write16(Area, control);
        _kernel.Memory.Write16(Area + 2, flags);
        _kernel.Memory.Write32(Area + 8, InstructionBefore);

        Trap(X87);

        Assert.Equal((status, InstructionBefore), (Read(ExceptionRecord.Code), Read(ExceptionRecord.Address)));
    }

    [Theory]
    [InlineData(0x1F01U, NtStatus.FloatMultipleTraps)]
    [InlineData(0x1D84U, NtStatus.FloatMultipleTraps)]
    [InlineData(0x1B88U, NtStatus.FloatMultipleFaults)]
    [InlineData(0x0FA0U, NtStatus.FloatMultipleFaults)]
    [InlineData(0x1B8CU, NtStatus.FloatMultipleFaults)]
    public void SseException_OperandsOrResult_HaveAStatusEach(uint mxcsr, uint status)
    {
        _kernel.Memory.Write32(Area + 24, mxcsr);

        Trap(Sse);

        Assert.Equal((status, Eip), (Read(ExceptionRecord.Code), Read(ExceptionRecord.Address)));
    }

    private uint Read(uint field) => _kernel.Memory.Read32(Record + field);

    private void Trap(uint vector)
    {
        uint frame = _kernel.FreeStack - TrapFrame.Bytes;
        _kernel.Memory.Fill(frame, TrapFrame.Bytes, 0);
        _kernel.Memory.Write32(frame + TrapFrame.Code, vector);
        _kernel.Memory.Write32(frame + TrapFrame.Eip, Eip);
        _kernel.Memory.Write32(frame + TrapFrame.Cs, KernelLayout.CodeSelector);
        _kernel.Kernel.Traps.OnTrap(frame);
        Assert.Equal(Handler, _kernel.Memory.Read32(_kernel.ResumedFrame + TrapFrame.Eip));
    }
}

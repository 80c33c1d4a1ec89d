using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests;

/// <summary>A wrong address in a call becomes an access violation that the program's handlers see.</summary>
public sealed class FaultTests : IDisposable
{
    private const uint Handler = 0x0012_3450;
    private const uint Wild = 0x7000_1230;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Read_WildPointer_CallsTheHandler()
    {
        uint registration = _kernel.RegisterHandler(Handler);

        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke("RtlInitAnsiString", [_kernel.Allocate(8), Wild], out uint address));

        Assert.Equal(Wild, address);
        AssertHandled(registration, [0, Wild], "RtlInitAnsiString");
    }

    [Fact]
    public void Write_ReadOnlyPage_CallsTheHandler()
    {
        uint registration = _kernel.RegisterHandler(Handler);
        uint page = _kernel.AllocateReadOnly();

        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke("RtlTimeFieldsToTime", [FirstOfJanuary(), page], out _));

        AssertHandled(registration, [1, page], "RtlTimeFieldsToTime");
    }

    [Fact]
    public void Write_GuardPage_IsToldOnceAndThePageCanBeUsed()
    {
        uint place = _kernel.Place([.. BitConverter.GetBytes(0U), .. BitConverter.GetBytes(KernelLayout.PageBytes)]);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtAllocateVirtualMemory", place, 0, place + 4, 0x3000, 0x104));
        uint page = _kernel.Memory.Read32(place);
        uint registration = _kernel.RegisterHandler(Handler);

        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke("KeQuerySystemTime", [page], out _));

        AssertHandled(registration, [1, page], "KeQuerySystemTime", NtStatus.GuardPageViolation);
        Assert.NotNull(_kernel.Memory.TryTranslate(page, isWrite: true));
    }

    [Theory]
    [InlineData(Wild)]
    [InlineData(0U)]
    public void DebugService_TextThatIsNotThere_IsNotPrintedAndTheProgramGoesOn(uint text)
    {
        uint frame = _kernel.FreeStack - TrapFrame.Bytes;
        _kernel.Memory.Fill(frame, TrapFrame.Bytes, 0);
        _kernel.Memory.Write32(frame + TrapFrame.Code, 0x2D);
        _kernel.Memory.Write32(frame + TrapFrame.Eax, 1);
        _kernel.Memory.Write32(frame + TrapFrame.Ecx, text);
        _kernel.Memory.Write32(frame + TrapFrame.Eip, TestKernel.CallerReturn);
        _kernel.Memory.Write32(frame + TrapFrame.Eflags, 0x202);

        _kernel.Kernel.Traps.OnTrap(frame);

        Assert.False(_kernel.Kernel.BugChecks.HasStopped);
        Assert.Equal(frame, _kernel.ResumedFrame);
        Assert.Equal(TestKernel.CallerReturn, _kernel.Memory.Read32(frame + TrapFrame.Eip));
    }

    [Fact]
    public void Fault_WithoutHandler_StopsWithABugcheck()
    {
        Assert.Equal(CallOutcome.Faulted, _kernel.Invoke("XcSHAInit", [Wild], out _));

        Assert.True(_kernel.Kernel.BugChecks.HasStopped);
    }

    [Fact]
    public void Call_FrameThatIsNotThere_ChangesNothing()
    {
        _kernel.Kernel.Traps.OnCall(Wild);

        Assert.False(_kernel.Kernel.BugChecks.HasStopped);
    }

    [Fact]
    public void Trap_FrameThatIsNotThere_StopsWithABugcheck()
    {
        _kernel.Kernel.Traps.OnTrap(Wild);

        Assert.True(_kernel.Kernel.BugChecks.HasStopped);
        Assert.Equal(_kernel.Kernel.BugChecks.Frame, _kernel.ResumedFrame);
    }

    [Fact]
    public void Trap_FaultOfNoExport_StopsWithABugcheck()
    {
        uint frame = _kernel.FreeStack - 256;
        _kernel.Memory.Fill(frame, 256, 0xFF);
        _kernel.Memory.Write32(frame + TrapFrame.Code, TrapCode.Fault);

        _kernel.Kernel.Traps.OnTrap(frame);

        Assert.True(_kernel.Kernel.BugChecks.HasStopped);
    }

    [Fact]
    public void Trap_KernelUnmapped_EndsWithoutAnException()
    {
        _kernel.Kernel.Ram.Fill(KernelLayout.PageDirectory, KernelLayout.PageBytes, 0);

        _kernel.Kernel.Traps.OnCall(_kernel.FreeStack - 256);
        _kernel.Kernel.Traps.OnTrap(_kernel.FreeStack - 256);
    }

    [Fact]
    public void Terminate_ApcListThatNeverEnds_StopsWithABugcheck()
    {
        uint entry = _kernel.Allocate(64);
        _kernel.Memory.Write32(entry, entry);
        _kernel.Memory.Write32(entry + 4, entry);
        _kernel.Memory.Write32(_kernel.Thread + Kthread.ApcList, entry);

        _ = _kernel.Invoke("PsTerminateSystemThread", [0], out _);

        Assert.True(_kernel.Kernel.BugChecks.HasStopped);
    }

    private uint FirstOfJanuary() => _kernel.Place([0xD1, 0x07, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>The handler starts with four arguments: record, registration, context, dispatcher context.</summary>
    private void AssertHandled(uint registration, uint[] parameters, string export, uint status = NtStatus.AccessViolation)
    {
        uint frame = _kernel.ResumedFrame;
        uint arguments = frame + TrapFrame.Bytes + 4;
        uint record = _kernel.Memory.Read32(arguments);
        uint context = _kernel.Memory.Read32(arguments + 8);
        Assert.Equal(Handler, _kernel.Memory.Read32(frame + TrapFrame.Eip));
        Assert.Equal(registration, _kernel.Memory.Read32(arguments + 4));
        Assert.Equal(status, _kernel.Memory.Read32(record));
        Assert.Equal(_kernel.Kernel.Exports[export].Address, _kernel.Memory.Read32(record + ExceptionRecord.Address));
        Assert.Equal(parameters, new[] { _kernel.Memory.Read32(record + ExceptionRecord.Parameters), _kernel.Memory.Read32(record + ExceptionRecord.Parameters + 4) });
        Assert.Equal(TestKernel.CallerReturn, _kernel.Memory.Read32(context + ContextRecord.Eip));
    }
}

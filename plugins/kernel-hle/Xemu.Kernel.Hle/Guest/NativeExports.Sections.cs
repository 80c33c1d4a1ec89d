using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <content>Critical sections: the platform is called only where threads meet.</content>
internal sealed partial class NativeExports
{
    private void EnterCriticalSection()
    {
        EnterSection();
        _c.ret(4);
    }

    private void EnterCriticalSectionAndRegion()
    {
        _c.mov(eax, __dword_ptr.fs[PcrCurrentThread]);
        _c.dec(__dword_ptr[eax + (int)Kthread.KernelApcDisable]);
        EnterSection();
        _c.ret(4);
    }

    private void EnterSection()
    {
        Label contended = _c.CreateLabel();
        Label wait = _c.CreateLabel();
        Label done = _c.CreateLabel();
        _c.mov(ecx, __dword_ptr[esp + 4]);
        _c.mov(edx, __dword_ptr.fs[PcrCurrentThread]);
        _c.inc(__dword_ptr[ecx + LockCount]);
        _c.jne(contended);
        _c.mov(__dword_ptr[ecx + OwningThread], edx);
        _c.mov(__dword_ptr[ecx + RecursionCount], 1);
        _c.jmp(done);
        _c.Label(ref contended);
        _c.cmp(__dword_ptr[ecx + OwningThread], edx);
        _c.jne(wait);
        _c.inc(__dword_ptr[ecx + RecursionCount]);
        _c.jmp(done);
        _c.Label(ref wait);
        _c.push(ecx);
        _c.push(0);
        _c.push(0);
        _c.push(0);
        _c.push((int)WaitReason.WrExecutive);
        _c.push(ecx);
        _c.call(_exports["KeWaitForSingleObject"]);
        _c.pop(ecx);
        _c.mov(edx, __dword_ptr.fs[PcrCurrentThread]);
        _c.mov(__dword_ptr[ecx + OwningThread], edx);
        _c.mov(__dword_ptr[ecx + RecursionCount], 1);
        _c.Label(ref done);
        _c.zero_bytes();
    }

    private void TryEnterCriticalSection()
    {
        Label busy = _c.CreateLabel();
        Label fail = _c.CreateLabel();
        _c.mov(ecx, __dword_ptr[esp + 4]);
        _c.mov(edx, __dword_ptr.fs[PcrCurrentThread]);
        _c.pushfd();
        _c.cli();
        _c.cmp(__dword_ptr[ecx + LockCount], -1);
        _c.jne(busy);
        _c.mov(__dword_ptr[ecx + LockCount], 0);
        _c.mov(__dword_ptr[ecx + OwningThread], edx);
        _c.mov(__dword_ptr[ecx + RecursionCount], 1);
        _c.popfd();
        _c.mov(eax, 1);
        _c.ret(4);
        _c.Label(ref busy);
        _c.cmp(__dword_ptr[ecx + OwningThread], edx);
        _c.jne(fail);
        _c.inc(__dword_ptr[ecx + LockCount]);
        _c.inc(__dword_ptr[ecx + RecursionCount]);
        _c.popfd();
        _c.mov(eax, 1);
        _c.ret(4);
        _c.Label(ref fail);
        _c.popfd();
        _c.xor(eax, eax);
        _c.ret(4);
    }

    private void LeaveCriticalSection()
    {
        Label recursive = _c.CreateLabel();
        LeaveSection(recursive);
        _c.Label(ref recursive);
        _c.ret(4);
    }

    /// <summary>Only the last leave leaves the region too, however often it was entered. Source: xbox_kernel_test_suite, src/tests/rtl/suite/CriticalSection.c.</summary>
    private void LeaveCriticalSectionAndRegion()
    {
        Label recursive = _c.CreateLabel();
        LeaveSection(recursive);
        _c.call(_exports["KeLeaveCriticalRegion"]);
        _c.Label(ref recursive);
        _c.ret(4);
    }

    /// <summary>Leaves a section once.</summary>
    /// <param name="held">Where it goes on when the thread still holds the section.</param>
    private void LeaveSection(Label held)
    {
        Label free = _c.CreateLabel();
        Label done = _c.CreateLabel();
        _c.mov(ecx, __dword_ptr[esp + 4]);
        _c.dec(__dword_ptr[ecx + RecursionCount]);
        _c.je(free);
        _c.dec(__dword_ptr[ecx + LockCount]);
        _c.jmp(held);
        _c.Label(ref free);
        _c.mov(__dword_ptr[ecx + OwningThread], 0);
        _c.dec(__dword_ptr[ecx + LockCount]);
        _c.jl(done);
        _c.push(0);
        _c.push(1);
        _c.push(ecx);
        _c.call(_exports["KeSetEvent"]);
        _c.Label(ref done);
        _c.zero_bytes();
    }
}

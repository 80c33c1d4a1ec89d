using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <summary>The handlers of the vectors, and the routines that threads run on their own: idling, ending, being suspended.</summary>
internal sealed partial class GuestCode
{
    /// <summary>Intel SDM vol. 3, 6.3.1: vectors 8, 10 to 14 and 17 push an error code.</summary>
    private static bool HasErrorCode(int vector) => vector is 8 or (>= 10 and <= 14) or 17;

    private void EmitVectors()
    {
        for (int vector = 0; vector < 256; vector++)
        {
            _vectors[vector] = _code.CreateLabel();
            _code.Label(ref _vectors[vector]);
            if (!HasErrorCode(vector))
            {
                _code.push(0);
            }

            _code.push(vector);
            _code.jmp(vector is >= KernelLayout.InterruptVector and < KernelLayout.InterruptVector + 16 ? _trap : _exceptionTrap);
        }
    }

    private void EmitThreads()
    {
        _idle = _code.CreateLabel();
        Label again = _code.CreateLabel();
        _code.Label(ref _idle);
        _code.sti();
        _code.hlt();
        _code.jmp(_idle);

        _halt = _code.CreateLabel();
        _code.Label(ref _halt);
        _code.cli();
        _code.hlt();
        _code.jmp(_halt);

        // EAX holds the exit status that the thread's routine returned, if it returned.
        _threadExit = _code.CreateLabel();
        _code.Label(ref _threadExit);
        _code.push(eax);
        _code.call(_exportLabels["PsTerminateSystemThread"]);
        _code.Label(ref again);
        _code.jmp(again);

        _suspendKernel = _code.CreateLabel();
        _code.Label(ref _suspendKernel);
        _code.ret(20);

        // KernelRoutine(Apc, four pointers).
        _freeApc = _code.CreateLabel();
        _code.Label(ref _freeApc);
        _code.push(__dword_ptr[esp + 4]);
        _code.call(_exportLabels["ExFreePool"]);
        _code.ret(20);

        // DeferredRoutine(Dpc, DeferredContext, SystemArgument1, SystemArgument2); each push moves the next argument into its place.
        _timerDpc = _code.CreateLabel();
        _code.Label(ref _timerDpc);
        _code.push(0);
        _code.push(__dword_ptr[esp + 20]);
        _code.push(__dword_ptr[esp + 20]);
        _code.push(__dword_ptr[esp + 20]);
        _code.call(_exportLabels["KeInsertQueueApc"]);
        _code.ret(16);

        // NormalRoutine(NormalContext, SystemArgument1, SystemArgument2): waits until the thread is resumed.
        _suspend = _code.CreateLabel();
        _code.Label(ref _suspend);
        _code.mov(eax, __dword_ptr.fs[PcrCurrentThread]);
        _code.add(eax, (int)Kthread.SuspendSemaphore);
        _code.push(0);
        _code.push(0);
        _code.push(0);
        _code.push((int)WaitReason.Suspended);
        _code.push(eax);
        _code.call(_exportLabels["KeWaitForSingleObject"]);
        _code.ret(12);
    }
}

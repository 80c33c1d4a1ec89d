using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <summary>The exports that are guest code: those which programs call all the time and that need nothing of the platform, or only sometimes.</summary>
/// <remarks>One processor: what must not be interrupted is one instruction, or runs with interrupts off.</remarks>
internal sealed partial class NativeExports
{
    private const int PcrIrql = (int)GuestCode.PcrIrql;
    private const int PcrCurrentThread = (int)GuestCode.PcrCurrentThread;
    private const int DispatchLevel = 2;
    private const int FloatingBlockBytes = 512 + 16;
    private const uint CyclesPerMicrosecond = 733;
    private const uint LowerIrqlOrdinal = 161;

    /// <summary>The level of KeRaiseIrqlToSynchLevel: the clock's.</summary>
    private const int SynchLevel = 28;

    /// <summary>RTL_CRITICAL_SECTION behind its event: count of lockers less one, of the owner's, and the owner (nxdk xboxkrnl.h).</summary>
    private const int LockCount = 0x10;
    private const int RecursionCount = 0x14;
    private const int OwningThread = 0x18;

    private readonly Assembler _c;
    private readonly Dictionary<string, Label> _exports;
    private readonly Label _hypercall;
    private readonly Dictionary<string, Action> _emitters;

    public NativeExports(Assembler code, Dictionary<string, Label> exports, Label hypercall)
    {
        _c = code;
        _hypercall = hypercall;
        _exports = exports;
        _emitters = new(StringComparer.Ordinal)
        {
            ["DbgBreakPoint"] = BreakPoint,
            ["DbgBreakPointWithStatus"] = BreakPointWithStatus,
            ["ExInterlockedAddLargeInteger"] = AddLargeInteger,
            ["ExInterlockedAddLargeStatistic"] = AddLargeStatistic,
            ["ExInterlockedCompareExchange64"] = CompareExchange64,
            ["ExfInterlockedInsertHeadList"] = () => InsertList(head: true),
            ["ExfInterlockedInsertTailList"] = () => InsertList(head: false),
            ["ExfInterlockedRemoveHeadList"] = RemoveHeadList,
            ["IofCallDriver"] = CallDriver,
            ["IofCompleteRequest"] = CompleteRequest,
            ["IoInvalidDeviceRequest"] = InvalidDeviceRequest,
            ["IoStartNextPacket"] = () => StartNextPacket(byKey: false),
            ["IoStartNextPacketByKey"] = () => StartNextPacket(byKey: true),
            ["IoStartPacket"] = StartPacket,
            ["IoSynchronousDeviceIoControlRequest"] = SynchronousControl,
            ["IoSynchronousFsdRequest"] = SynchronousTransfer,
            ["IrpDispatch"] = DispatchRequest,
            ["InterlockedCompareExchange"] = CompareExchange,
            ["InterlockedDecrement"] = () => AddOne(-1),
            ["InterlockedIncrement"] = () => AddOne(1),
            ["InterlockedExchange"] = Exchange,
            ["InterlockedExchangeAdd"] = ExchangeAdd,
            ["InterlockedFlushSList"] = FlushSList,
            ["InterlockedPopEntrySList"] = PopSList,
            ["InterlockedPushEntrySList"] = PushSList,
            ["KeEnterCriticalRegion"] = EnterRegion,
            ["KeGetCurrentIrql"] = GetIrql,
            ["KeGetCurrentThread"] = GetThread,
            ["KeQueryPerformanceCounter"] = PerformanceCounter,
            ["KeRaiseIrqlToDpcLevel"] = () => RaiseTo(DispatchLevel),
            ["KeRaiseIrqlToSynchLevel"] = () => RaiseTo(SynchLevel),
            ["KeRestoreFloatingPointState"] = RestoreFloatingPoint,
            ["KeSaveFloatingPointState"] = SaveFloatingPoint,
            ["KeStallExecutionProcessor"] = Stall,
            ["KeSynchronizeExecution"] = SynchronizeExecution,
            ["KfLowerIrql"] = LowerIrql,
            ["KfRaiseIrql"] = RaiseIrql,
            ["RtlCaptureContext"] = CaptureContext,
            ["RtlCompareMemory"] = CompareMemory,
            ["RtlEnterCriticalSection"] = EnterCriticalSection,
            ["RtlEnterCriticalSectionAndRegion"] = EnterCriticalSectionAndRegion,
            ["RtlFillMemory"] = FillMemory,
            ["RtlFillMemoryUlong"] = FillMemoryUlong,
            ["RtlLeaveCriticalSection"] = LeaveCriticalSection,
            ["RtlLeaveCriticalSectionAndRegion"] = LeaveCriticalSectionAndRegion,
            ["RtlMoveMemory"] = MoveMemory,
            ["RtlTryEnterCriticalSection"] = TryEnterCriticalSection,
            ["RtlUlongByteSwap"] = UlongByteSwap,
            ["RtlUshortByteSwap"] = UshortByteSwap,
            ["RtlZeroMemory"] = ZeroMemory,
        };
    }

    /// <summary>Emits an export if it is guest code.</summary>
    public bool TryEmit(ExportRow row)
    {
        if (!_emitters.TryGetValue(row.Name, out Action? emit))
        {
            return false;
        }

        emit();
        return true;
    }

    private void BreakPoint()
    {
        _c.int3();
        _c.ret();
    }

    private void BreakPointWithStatus()
    {
        _c.mov(eax, __dword_ptr[esp + 4]);
        _c.int3();
        _c.ret(4);
    }

    /// <summary>(Addend, Increment of 64 bits, Lock): gives the old value in EDX:EAX.</summary>
    private void AddLargeInteger()
    {
        _c.push(ebx);
        _c.mov(ecx, __dword_ptr[esp + 8]);
        _c.pushfd();
        _c.cli();
        _c.mov(eax, __dword_ptr[ecx]);
        _c.mov(edx, __dword_ptr[ecx + 4]);
        _c.mov(ebx, __dword_ptr[esp + 16]);
        _c.add(__dword_ptr[ecx], ebx);
        _c.mov(ebx, __dword_ptr[esp + 20]);
        _c.adc(__dword_ptr[ecx + 4], ebx);
        _c.popfd();
        _c.pop(ebx);
        _c.ret(16);
    }

    private void AddLargeStatistic()
    {
        _c.pushfd();
        _c.cli();
        _c.add(__dword_ptr[ecx], edx);
        _c.adc(__dword_ptr[ecx + 4], 0);
        _c.popfd();
        _c.ret();
    }

    /// <summary>ECX: destination, EDX: pointer to the new value, stack: pointer to the comparand.</summary>
    private void CompareExchange64()
    {
        _c.push(ebx);
        _c.push(esi);
        _c.mov(esi, ecx);
        _c.mov(ebx, __dword_ptr[edx]);
        _c.mov(ecx, __dword_ptr[edx + 4]);
        _c.mov(edx, __dword_ptr[esp + 12]);
        _c.mov(eax, __dword_ptr[edx]);
        _c.mov(edx, __dword_ptr[edx + 4]);
        _c.cmpxchg8b(__qword_ptr[esi]);
        _c.pop(esi);
        _c.pop(ebx);
        _c.ret(4);
    }

    private void CompareExchange()
    {
        _c.mov(eax, __dword_ptr[esp + 4]);
        _c.cmpxchg(__dword_ptr[ecx], edx);
        _c.ret(4);
    }

    private void AddOne(int amount)
    {
        _c.mov(eax, amount);
        _c.xadd(__dword_ptr[ecx], eax);
        _c.add(eax, amount);
        _c.ret();
    }

    private void Exchange()
    {
        _c.mov(eax, edx);
        _c.xchg(__dword_ptr[ecx], eax);
        _c.ret();
    }

    private void ExchangeAdd()
    {
        _c.mov(eax, edx);
        _c.xadd(__dword_ptr[ecx], eax);
        _c.ret();
    }

    private void EnterRegion()
    {
        _c.mov(eax, __dword_ptr.fs[PcrCurrentThread]);
        _c.dec(__dword_ptr[eax + (int)Kthread.KernelApcDisable]);
        _c.ret();
    }

    private void GetIrql()
    {
        _c.movzx(eax, __byte_ptr.fs[PcrIrql]);
        _c.ret();
    }

    private void GetThread()
    {
        _c.mov(eax, __dword_ptr.fs[PcrCurrentThread]);
        _c.ret();
    }

    private void PerformanceCounter()
    {
        _c.rdtsc();
        _c.ret();
    }

    private void RaiseTo(int level)
    {
        _c.movzx(eax, __byte_ptr.fs[PcrIrql]);
        _c.mov(__byte_ptr.fs[PcrIrql], level);
        _c.ret();
    }

    private void RaiseIrql()
    {
        _c.movzx(eax, __byte_ptr.fs[PcrIrql]);
        _c.mov(__byte_ptr.fs[PcrIrql], cl);
        _c.ret();
    }

    /// <summary>Only if something waits for a lower level, the platform is called.</summary>
    private void LowerIrql()
    {
        Label pending = _c.CreateLabel();
        _c.mov(__byte_ptr.fs[PcrIrql], cl);
        _c.cmp(__dword_ptr[ResumeSlot.Pending], 0);
        _c.jne(pending);
        _c.ret();
        _c.Label(ref pending);
        _c.mov(eax, LowerIrqlOrdinal);
        _c.call(_hypercall);
        _c.ret();
    }

    /// <summary>(State): its first word is the block of <see cref="SaveFloatingPoint"/>.</summary>
    private void RestoreFloatingPoint()
    {
        _c.mov(eax, __dword_ptr[esp + 4]);
        _c.mov(eax, __dword_ptr[eax]);
        _c.push(eax);
        AlignFloating();
        _c.fxrstor(__[eax]);
        _c.call(_exports["ExFreePool"]);
        _c.xor(eax, eax);
        _c.ret(4);
    }

    /// <summary>(State): the 32 bytes that the caller has hold no floating-point state; a block of pool does, so that saves nest.</summary>
    private void SaveFloatingPoint()
    {
        Label saved = _c.CreateLabel();
        _c.push(FloatingBlockBytes);
        _c.call(_exports["ExAllocatePool"]);
        _c.test(eax, eax);
        _c.jne(saved);
        _c.mov(eax, NtStatus.InsufficientResources);
        _c.ret(4);
        _c.Label(ref saved);
        _c.mov(ecx, __dword_ptr[esp + 4]);
        _c.mov(__dword_ptr[ecx], eax);
        AlignFloating();
        _c.fxsave(__[eax]);
        _c.fninit();
        _c.xor(eax, eax);
        _c.ret(4);
    }

    /// <summary>FXSAVE's state starts at a multiple of 16.</summary>
    private void AlignFloating()
    {
        _c.add(eax, 15);
        _c.and(eax, -16);
    }

    /// <summary>(Microseconds): waits by the time-stamp counter.</summary>
    private void Stall()
    {
        Label again = _c.CreateLabel();
        _c.push(esi);
        _c.push(edi);
        _c.rdtsc();
        _c.mov(esi, eax);
        _c.mov(edi, edx);
        _c.mov(eax, __dword_ptr[esp + 12]);
        _c.mov(edx, CyclesPerMicrosecond);
        _c.mul(edx);
        _c.add(esi, eax);
        _c.adc(edi, edx);
        _c.Label(ref again);
        _c.rdtsc();
        _c.cmp(eax, esi);
        _c.sbb(edx, edi);
        _c.jb(again);
        _c.pop(edi);
        _c.pop(esi);
        _c.ret(4);
    }

    /// <summary>(Interrupt, Routine, Context): calls the routine at the interrupt's level.</summary>
    private void SynchronizeExecution()
    {
        _c.push(esi);
        _c.mov(eax, __dword_ptr[esp + 8]);
        _c.movzx(esi, __byte_ptr.fs[PcrIrql]);
        _c.mov(eax, __dword_ptr[eax + (int)Kinterrupt.Irql]);
        _c.mov(__byte_ptr.fs[PcrIrql], al);
        _c.push(__dword_ptr[esp + 16]);
        _c.call(__dword_ptr[esp + 16]);
        _c.push(eax);
        _c.mov(ecx, esi);
        _c.call(_exports["KfLowerIrql"]);
        _c.pop(eax);
        _c.pop(esi);
        _c.ret(12);
    }

    private void UlongByteSwap()
    {
        _c.mov(eax, ecx);
        _c.bswap(eax);
        _c.ret();
    }

    private void UshortByteSwap()
    {
        _c.movzx(eax, cx);
        _c.xchg(al, ah);
        _c.ret();
    }
}

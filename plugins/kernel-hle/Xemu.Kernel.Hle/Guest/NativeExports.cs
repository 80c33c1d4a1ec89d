using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <summary>The exports that are guest code: those which programs call all the time and that need nothing of the platform, or only sometimes.</summary>
/// <remarks>One processor: what must not be interrupted is one instruction, or runs with interrupts off.</remarks>
internal sealed class NativeExports
{
    private const int PcrIrql = (int)GuestCode.PcrIrql;
    private const int PcrCurrentThread = (int)GuestCode.PcrCurrentThread;
    private const int DispatchLevel = 2;
    private const uint CyclesPerMicrosecond = 733;
    private const uint LowerIrqlOrdinal = 161;

    /// <summary>The level of KeRaiseIrqlToSynchLevel, just under the clock's.</summary>
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

    /// <summary>ECX: list head, EDX: entry; gives the neighbour that was there, or 0 of an empty list.</summary>
    private void InsertList(bool head)
    {
        int near = head ? 0 : 4;
        int far = 4 - near;
        Label notEmpty = _c.CreateLabel();
        _c.pushfd();
        _c.cli();
        _c.mov(eax, __dword_ptr[ecx + near]);
        _c.mov(__dword_ptr[edx + near], eax);
        _c.mov(__dword_ptr[edx + far], ecx);
        _c.mov(__dword_ptr[eax + far], edx);
        _c.mov(__dword_ptr[ecx + near], edx);
        _c.popfd();
        _c.cmp(eax, ecx);
        _c.jne(notEmpty);
        _c.xor(eax, eax);
        _c.Label(ref notEmpty);
        _c.ret();
    }

    private void RemoveHeadList()
    {
        Label empty = _c.CreateLabel();
        _c.pushfd();
        _c.cli();
        _c.mov(eax, __dword_ptr[ecx]);
        _c.cmp(eax, ecx);
        _c.je(empty);
        _c.mov(edx, __dword_ptr[eax]);
        _c.mov(__dword_ptr[ecx], edx);
        _c.mov(__dword_ptr[edx + 4], ecx);
        _c.popfd();
        _c.ret();
        _c.Label(ref empty);
        _c.popfd();
        _c.xor(eax, eax);
        _c.ret();
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

    private void FlushSList()
    {
        _c.pushfd();
        _c.cli();
        _c.mov(eax, __dword_ptr[ecx]);
        _c.mov(__dword_ptr[ecx], 0);
        _c.mov(__word_ptr[ecx + 4], 0);
        _c.popfd();
        _c.ret();
    }

    private void PopSList()
    {
        Label empty = _c.CreateLabel();
        _c.pushfd();
        _c.cli();
        _c.mov(eax, __dword_ptr[ecx]);
        _c.test(eax, eax);
        _c.je(empty);
        _c.mov(edx, __dword_ptr[eax]);
        _c.mov(__dword_ptr[ecx], edx);
        _c.dec(__word_ptr[ecx + 4]);
        _c.Label(ref empty);
        _c.popfd();
        _c.ret();
    }

    private void PushSList()
    {
        _c.pushfd();
        _c.cli();
        _c.mov(eax, __dword_ptr[ecx]);
        _c.mov(__dword_ptr[edx], eax);
        _c.mov(__dword_ptr[ecx], edx);
        _c.inc(__word_ptr[ecx + 4]);
        _c.inc(__word_ptr[ecx + 6]);
        _c.popfd();
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

    private void RestoreFloatingPoint()
    {
        _c.mov(eax, __dword_ptr[ResumeSlot.CurrentFloating]);
        _c.fxrstor(__[eax]);
        _c.xor(eax, eax);
        _c.ret(4);
    }

    private void SaveFloatingPoint()
    {
        _c.mov(eax, __dword_ptr[ResumeSlot.CurrentFloating]);
        _c.fxsave(__[eax]);
        _c.fninit();
        _c.xor(eax, eax);
        _c.ret(4);
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

    private void CompareMemory()
    {
        Label next = _c.CreateLabel();
        Label done = _c.CreateLabel();
        _c.push(esi);
        _c.push(edi);
        _c.mov(esi, __dword_ptr[esp + 12]);
        _c.mov(edi, __dword_ptr[esp + 16]);
        _c.mov(edx, __dword_ptr[esp + 20]);
        _c.xor(eax, eax);
        _c.Label(ref next);
        _c.cmp(eax, edx);
        _c.je(done);
        _c.mov(cl, __byte_ptr[esi + eax]);
        _c.cmp(cl, __byte_ptr[edi + eax]);
        _c.jne(done);
        _c.inc(eax);
        _c.jmp(next);
        _c.Label(ref done);
        _c.pop(edi);
        _c.pop(esi);
        _c.ret(12);
    }

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
        LeaveSection();
        _c.ret(4);
    }

    private void LeaveCriticalSectionAndRegion()
    {
        LeaveSection();
        _c.call(_exports["KeLeaveCriticalRegion"]);
        _c.ret(4);
    }

    private void LeaveSection()
    {
        Label recursive = _c.CreateLabel();
        Label done = _c.CreateLabel();
        _c.mov(ecx, __dword_ptr[esp + 4]);
        _c.dec(__dword_ptr[ecx + RecursionCount]);
        _c.jne(recursive);
        _c.mov(__dword_ptr[ecx + OwningThread], 0);
        _c.dec(__dword_ptr[ecx + LockCount]);
        _c.jl(done);
        _c.push(0);
        _c.push(1);
        _c.push(ecx);
        _c.call(_exports["KeSetEvent"]);
        _c.jmp(done);
        _c.Label(ref recursive);
        _c.dec(__dword_ptr[ecx + LockCount]);
        _c.Label(ref done);
        _c.zero_bytes();
    }

    /// <summary>(Destination, Length, Fill).</summary>
    private void FillMemory()
    {
        _c.push(edi);
        _c.mov(edi, __dword_ptr[esp + 8]);
        _c.mov(ecx, __dword_ptr[esp + 12]);
        _c.movzx(eax, __byte_ptr[esp + 16]);
        _c.imul(eax, eax, 0x0101_0101);
        StoreBytes();
        _c.pop(edi);
        _c.ret(12);
    }

    /// <summary>(Destination, Length in bytes, Pattern of 32 bits).</summary>
    private void FillMemoryUlong()
    {
        _c.push(edi);
        _c.mov(edi, __dword_ptr[esp + 8]);
        _c.mov(ecx, __dword_ptr[esp + 12]);
        _c.mov(eax, __dword_ptr[esp + 16]);
        _c.shr(ecx, 2);
        _c.cld();
        _c.rep.stosd();
        _c.pop(edi);
        _c.ret(12);
    }

    private void ZeroMemory()
    {
        _c.push(edi);
        _c.mov(edi, __dword_ptr[esp + 8]);
        _c.mov(ecx, __dword_ptr[esp + 12]);
        _c.xor(eax, eax);
        StoreBytes();
        _c.pop(edi);
        _c.ret(8);
    }

    private void StoreBytes()
    {
        _c.mov(edx, ecx);
        _c.shr(ecx, 2);
        _c.cld();
        _c.rep.stosd();
        _c.mov(ecx, edx);
        _c.and(ecx, 3);
        _c.rep.stosb();
    }

    /// <summary>(Destination, Source, Length); the two may overlap.</summary>
    private void MoveMemory()
    {
        Label backward = _c.CreateLabel();
        Label done = _c.CreateLabel();
        _c.push(esi);
        _c.push(edi);
        _c.mov(edi, __dword_ptr[esp + 12]);
        _c.mov(esi, __dword_ptr[esp + 16]);
        _c.mov(ecx, __dword_ptr[esp + 20]);
        _c.mov(eax, edi);
        _c.sub(eax, esi);
        _c.cmp(eax, ecx);
        _c.jb(backward);
        _c.mov(edx, ecx);
        _c.shr(ecx, 2);
        _c.cld();
        _c.rep.movsd();
        _c.mov(ecx, edx);
        _c.and(ecx, 3);
        _c.rep.movsb();
        _c.jmp(done);
        _c.Label(ref backward);
        _c.lea(esi, __[esi + ecx - 1]);
        _c.lea(edi, __[edi + ecx - 1]);
        _c.std();
        _c.rep.movsb();
        _c.cld();
        _c.Label(ref done);
        _c.pop(edi);
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

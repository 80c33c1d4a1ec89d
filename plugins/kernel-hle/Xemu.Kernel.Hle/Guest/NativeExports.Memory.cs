using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <content>Copying, filling and comparing memory.</content>
internal sealed partial class NativeExports
{
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

    /// <summary>(Source, Length in bytes, Pattern of 32 bits): bytes that are the pattern, in whole words. EDX: where they start.</summary>
    private void CompareMemoryUlong()
    {
        Label same = _c.CreateLabel();
        _c.push(edi);
        _c.mov(edi, __dword_ptr[esp + 8]);
        _c.mov(ecx, __dword_ptr[esp + 12]);
        _c.mov(eax, __dword_ptr[esp + 16]);
        _c.mov(edx, edi);
        _c.shr(ecx, 2);
        _c.cld();

        // Of no words all are the same: SCAS leaves the flags alone then.
        _c.cmp(eax, eax);
        _c.repe.scasd();
        _c.je(same);
        _c.sub(edi, 4);
        _c.Label(ref same);
        _c.sub(edi, edx);
        _c.mov(eax, edi);
        _c.pop(edi);
        _c.ret(12);
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
}

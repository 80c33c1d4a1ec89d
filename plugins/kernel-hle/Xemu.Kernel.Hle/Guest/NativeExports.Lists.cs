using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <content>Lists that are changed with interrupts off.</content>
internal sealed partial class NativeExports
{
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
}

using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <content>RtlCaptureContext: the caller's registers and flags as they are at the call, which no stub may touch before.</content>
internal sealed partial class NativeExports
{
    /// <summary>
    /// (Context): integer registers, flags, the low halves of CS and SS; flags of the record and floating-point state stay as they are. Source: xbox_kernel_test_suite, src/tests/rtl/RtlCaptureContext.c.
    /// EIP and ESP are those behind the call: unverified.
    /// </summary>
    private void CaptureContext()
    {
        _c.push(ebx);
        _c.mov(ebx, __dword_ptr[esp + 8]);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Eax], eax);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Ecx], ecx);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Edx], edx);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Esi], esi);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Edi], edi);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Ebp], ebp);
        _c.mov(__word_ptr[ebx + (int)ContextRecord.SegCs], cs);
        _c.mov(__word_ptr[ebx + (int)ContextRecord.SegSs], ss);
        _c.pushfd();
        _c.pop(__dword_ptr[ebx + (int)ContextRecord.Eflags]);
        _c.mov(eax, __dword_ptr[esp]);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Ebx], eax);
        _c.mov(eax, __dword_ptr[esp + 4]);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Eip], eax);
        _c.lea(eax, __[esp + 12]);
        _c.mov(__dword_ptr[ebx + (int)ContextRecord.Esp], eax);
        _c.pop(ebx);
        _c.ret(4);
    }
}

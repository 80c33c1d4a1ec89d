using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>Finds out how much RAM there is, by writing.</summary>
internal sealed class MemorySize
{
    private const int FirstMiB = 3;
    private const int LimitMiB = 512;

    /// <summary>The last 32 bits of each MiB are tried: nothing of the program lies there.</summary>
    private const uint LastDword = 0xF_FFFC;

    private readonly Firmware _firmware;

    public MemorySize(Firmware firmware)
    {
        _firmware = firmware;
        MiB = firmware.Data.Variable();
    }

    /// <summary>Variable: the size in MiB.</summary>
    public uint MiB { get; }

    /// <summary>Tries each MiB: it must keep two patterns, and must not be a mirror of a place below it.</summary>
    public void EmitProbe()
    {
        Assembler c = _firmware.Code;
        Label next = c.CreateLabel();
        Label done = c.CreateLabel();
        Label restore = c.CreateLabel();

        c.mov(ebx, FirstMiB);
        c.Mark(ref next);
        c.mov(edi, ebx);
        c.shl(edi, 20);
        c.add(edi, LastDword);

        // The address without its highest bit is where a mirror would show.
        c.bsr(ecx, edi);
        c.mov(esi, edi);
        c.btr(esi, ecx);
        c.mov(ebp, __dword_ptr[esi]);
        c.mov(edx, __dword_ptr[edi]);
        c.mov(eax, ebp);
        c.not(eax);
        c.mov(__dword_ptr[edi], eax);
        c.cmp(__dword_ptr[edi], eax);
        c.jne(done);
        c.cmp(__dword_ptr[esi], ebp);
        c.jne(restore);
        c.not(eax);
        c.mov(__dword_ptr[edi], eax);
        c.cmp(__dword_ptr[edi], eax);
        c.jne(done);
        c.mov(__dword_ptr[edi], edx);
        c.inc(ebx);
        c.cmp(ebx, LimitMiB);
        c.jb(next);
        c.jmp(done);
        c.Mark(ref restore);
        c.mov(__dword_ptr[esi], ebp);
        c.Mark(ref done);
        c.mov(__dword_ptr[MiB], ebx);
        c.shl(ebx, 20);
        c.sub(ebx, Layout.PictureRoom);
        c.mov(__dword_ptr[_firmware.Video.PictureAddress], ebx);
    }
}

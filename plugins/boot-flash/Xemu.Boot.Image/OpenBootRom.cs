using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>The open boot ROM: 512 bytes that stand in for the MCPX ROM, for flash images that need none of its secrets.</summary>
/// <remarks>
/// <code>
/// FFFF_FE00  x-code interpreter and entry of the second boot loader, 32-bit
/// FFFF_FF90  reset code, 16-bit
/// FFFF_FFD8  descriptor table: null, code 08, data 10
/// FFFF_FFF0  reset vector
/// FFFF_FFF4  pointer to the table
/// </code>
/// The table is where flash images carry one too (xbox-linux' Cromwell writes it), for programs that load a selector after the ROM has gone.
/// Sources: xboxdevwiki "Boot Process" (the x-codes, which start at offset 0x80 of the flash, and that a write of the register that hides the ROM is masked; the second boot loader:
/// 24 KiB below the last 512 bytes of the flash, run at 0x90000), Cromwell's boot_rom (x-codes that end with an instruction stored at address 0).
/// Nothing is decrypted or verified: a second boot loader is entered where its first word is an address within it.
/// </remarks>
internal static class OpenBootRom
{
    public const int SizeBytes = 512;
    public const uint Base = 0xFFFF_FE00;

    private const int ResetCodeOffset = 0x190;
    private const int TableOffset = 0x1D8;
    private const int VectorOffset = 0x1F0;
    private const int PointerOffset = 0x1F4;
    private const ushort CodeSelector = 0x08;
    private const ushort DataSelector = 0x10;

    private const uint FirstXCode = 0xFF00_0080;
    private const int XCodeBytes = 9;
    private const ushort PciAddress = 0xCF8;
    private const sbyte PciDataLow = unchecked((sbyte)0xFC);

    /// <summary>The LPC bridge's register whose bit 1 hides the ROM.</summary>
    private const uint HideRegister = 0x8000_0880;

    private const byte HideBit = 2;
    private const uint PeekMask = 0x0FFF_FFFF;
    private const uint LoaderInFlash = 0xFFFF_9E00;
    private const uint LoaderInRam = 0x9_0000;
    private const uint LoaderBytes = 0x6000;

    /// <summary>Three bytes in RAM that hide the ROM and jump: <c>out dx, al; jmp ebx</c>. The stack is below.</summary>
    private const uint Trampoline = LoaderInRam - 4;
    private const uint TrampolineCode = 0x00E3_FFEE;
    private const uint StackTop = Trampoline - 12;

    /// <summary>Builds it. The same source gives the same bytes.</summary>
    public static byte[] Build()
    {
        byte[] rom = new byte[SizeBytes];
        Array.Fill(rom, (byte)0xFF);
        OpenBootImage.Place(rom, 0, ResetCodeOffset, Program(), "x-code interpreter");
        OpenBootImage.Place(rom, ResetCodeOffset, TableOffset - ResetCodeOffset, ResetCode(), "reset code");
        ResetVector.PlaceTable(rom, TableOffset, CodeSelector, DataSelector);
        OpenBootImage.Place(rom, VectorOffset, PointerOffset - VectorOffset, Vector(), "reset vector");
        ResetVector.PlacePointer(rom, PointerOffset, Base + TableOffset, DataSelector);
        return rom;
    }

    private static byte[] Vector()
    {
        var c = new Assembler(16);
        c.jmp((Base + ResetCodeOffset) & 0xFFFF);
        return OpenBootImage.Assemble(c, (Base + VectorOffset) & 0xFFFF);
    }

    private static byte[] ResetCode()
    {
        var c = new Assembler(16);
        ResetVector.EmitProtectedMode(c, unchecked((ushort)(Base + PointerOffset)), CodeSelector, Base);
        return OpenBootImage.Assemble(c, (Base + ResetCodeOffset) & 0xFFFF);
    }

    /// <summary>ESI: the next x-code. ECX, EAX: its operands. EDI: the result. EBP: the scratch value.</summary>
    private static byte[] Program()
    {
        var c = new Assembler(32);
        Label next = c.CreateLabel();
        Label dispatch = c.CreateLabel();
        Label enter = c.CreateLabel();

        c.mov(eax, (uint)DataSelector);
        c.mov(ds, ax);
        c.mov(es, ax);
        c.mov(fs, ax);
        c.mov(gs, ax);
        c.mov(ss, ax);
        c.mov(esp, StackTop);
        c.xor(edi, edi);
        c.xor(ebp, ebp);

        // Whether the x-codes leave a program at address 0 is seen afterwards.
        c.mov(__dword_ptr[edi], edi);
        c.mov(esi, FirstXCode);

        c.Mark(ref next);
        c.mov(bl, __byte_ptr[esi]);
        c.mov(ecx, __dword_ptr[esi + 1]);
        c.mov(eax, __dword_ptr[esi + 5]);
        c.add(esi, XCodeBytes);
        c.cmp(bl, 0x07);
        c.jne(dispatch);
        c.mov(bl, cl);
        c.mov(ecx, eax);
        c.mov(eax, edi);
        c.Mark(ref dispatch);
        EmitMemory(c, next);
        EmitPci(c, next);
        EmitResult(c, next);
        EmitJumps(c, next);
        EmitPorts(c, next);
        c.cmp(bl, 0xEE);
        c.je(enter);

        // An unknown one does nothing.
        c.jmp(next);
        c.Mark(ref enter);
        EmitEntry(c);
        return OpenBootImage.Assemble(c, Base);
    }

    /// <summary>2: reads memory, of the low 256 MiB. 3: writes it.</summary>
    private static void EmitMemory(Assembler c, Label next)
    {
        EmitCase(c, 0x02, () =>
        {
            c.and(ecx, PeekMask);
            c.mov(edi, __dword_ptr[ecx]);
        }, next);
        EmitCase(c, 0x03, () => c.mov(__dword_ptr[ecx], eax), next);
    }

    /// <summary>4: writes a configuration register, 0x80000880 without the bit that hides the ROM: other forms of its address are not looked for. 5: reads one.</summary>
    private static void EmitPci(Assembler c, Label next)
    {
        EmitCase(c, 0x04, () =>
        {
            Label other = c.CreateLabel();
            c.cmp(ecx, HideRegister);
            c.jne(other);
            c.and(al, unchecked((sbyte)~HideBit));
            c.Mark(ref other);
            c.xchg(eax, ecx);
            c.mov(edx, (uint)PciAddress);
            c.@out(dx, eax);
            c.xchg(eax, ecx);
            c.mov(dl, PciDataLow);
            c.@out(dx, eax);
        }, next);
        EmitCase(c, 0x05, () =>
        {
            c.mov(eax, ecx);
            c.mov(edx, (uint)PciAddress);
            c.@out(dx, eax);
            c.mov(dl, PciDataLow);
            c.@in(eax, dx);
            c.mov(edi, eax);
        }, next);
    }

    /// <summary>6: masks the result and sets bits. 10: the same with the scratch value, which becomes the result.</summary>
    private static void EmitResult(Assembler c, Label next)
    {
        EmitCase(c, 0x06, () =>
        {
            c.and(edi, ecx);
            c.or(edi, eax);
        }, next);
        EmitCase(c, 0x10, () =>
        {
            c.and(ebp, ecx);
            c.or(ebp, eax);
            c.mov(edi, ebp);
        }, next);
    }

    /// <summary>8: jumps unless the result is the operand. 9: jumps. Both count in bytes from the next x-code.</summary>
    private static void EmitJumps(Assembler c, Label next)
    {
        EmitCase(c, 0x08, () =>
        {
            c.cmp(edi, ecx);
            c.je(next);
            c.add(esi, eax);
        }, next);
        EmitCase(c, 0x09, () => c.add(esi, eax), next);
    }

    /// <summary>11: writes a byte to a port. 12: reads one.</summary>
    private static void EmitPorts(Assembler c, Label next)
    {
        EmitCase(c, 0x11, () =>
        {
            c.mov(edx, ecx);
            c.@out(dx, al);
        }, next);
        EmitCase(c, 0x12, () =>
        {
            c.mov(edx, ecx);
            c.@in(al, dx);
            c.movzx(edi, al);
        }, next);
    }

    private static void EmitCase(Assembler c, byte opcode, Action body, Label next)
    {
        Label other = c.CreateLabel();
        c.cmp(bl, opcode);
        c.jne(other);
        body();
        c.jmp(next);
        c.Mark(ref other);
    }

    /// <summary>To the program at address 0 if there is one, else to the second boot loader if it is in the clear, else nowhere.</summary>
    private static void EmitEntry(Assembler c)
    {
        Label hide = c.CreateLabel();
        Label halt = c.CreateLabel();

        c.xor(ebx, ebx);
        c.cmp(__dword_ptr[ebx], ebx);
        c.jne(hide);
        c.mov(esi, LoaderInFlash);
        c.mov(ebx, __dword_ptr[esi]);
        c.mov(eax, ebx);
        c.sub(eax, LoaderInRam);
        c.cmp(eax, LoaderBytes);
        c.jae(halt);
        c.mov(edi, LoaderInRam);
        c.mov(ecx, LoaderBytes / 4);
        c.rep.movsd();

        c.Mark(ref hide);
        c.mov(edi, Trampoline);
        c.mov(__dword_ptr[edi], TrampolineCode);
        c.mov(eax, HideRegister);
        c.mov(edx, (uint)PciAddress);
        c.@out(dx, eax);
        c.mov(dl, PciDataLow);
        c.mov(al, (sbyte)HideBit);
        c.jmp(edi);

        c.Mark(ref halt);
        c.hlt();
        c.jmp(halt);
    }
}

using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Boot.Image;

/// <summary>From the reset vector to the program in RAM.</summary>
/// <remarks>Source: Intel SDM vol. 3, 9.1.4 (first instruction) and 9.9.1 (switching to protected mode).</remarks>
internal static class ResetVector
{
    private const uint Cr0Protection = 0x0000_0001;

    /// <summary>CD and NW, which reset sets: caches off.</summary>
    private const uint Cr0CacheOff = 0x6000_0000;

    private const int GdtOffset = 0xC0;
    private const int GdtPointerOffset = 0xE0;
    private const int EntryBytes = 8;

    /// <summary>Flat, 32-bit, ring 0; execute/read and read/write.</summary>
    private const ulong FlatCode = 0x00CF_9B00_0000_FFFF;
    private const ulong FlatData = 0x00CF_9300_0000_FFFF;

    /// <summary>0xFFFFFFF0: CS is F000 with base 0xFFFF0000.</summary>
    public static byte[] Vector()
    {
        var c = new Assembler(16);
        c.jmp((ulong)(Layout.ResetCodeOffset & 0xFFFF));
        return OpenBootImage.Assemble(c, 0xFFF0);
    }

    /// <summary>16-bit code, then the descriptor table and the pointer to it.</summary>
    public static byte[] ResetCode()
    {
        uint start = Layout.RomBase + Layout.ResetCodeOffset;
        var c = new Assembler(16);
        EmitProtectedMode(c, (ushort)(start + GdtPointerOffset), Layout.CodeSelector, Layout.RomBase + Layout.LoaderOffset);

        byte[] code = OpenBootImage.Assemble(c, (ushort)start);
        byte[] block = new byte[GdtPointerOffset + 6];
        Array.Fill(block, (byte)0xFF);
        code.CopyTo(block, 0);
        PlaceTable(block, GdtOffset, Layout.CodeSelector, Layout.DataSelector);
        PlacePointer(block, GdtPointerOffset, start + GdtOffset, Layout.DataSelector);
        return code.Length <= GdtOffset ? block : throw new InvalidOperationException("The reset code runs into its descriptor table.");
    }

    /// <summary>From real to protected mode, caches on.</summary>
    /// <param name="c">16-bit code.</param>
    /// <param name="tablePointer">Offset in CS of the pointer to the descriptor table.</param>
    /// <param name="codeSelector">The code segment.</param>
    /// <param name="target">Where the 32-bit code is.</param>
    public static void EmitProtectedMode(Assembler c, ushort tablePointer, ushort codeSelector, uint target)
    {
        c.cli();
        c.cld();

        // With 32-bit operands: 16-bit ones would load 24 bits of the base.
        var pointer = new MemoryOperand(Register.None, Register.None, 1, tablePointer, 2, false, Register.CS);
        c.AddInstruction(Instruction.Create(Iced.Intel.Code.Lgdt_m1632, pointer));
        c.mov(eax, cr0);
        c.and(eax, ~Cr0CacheOff);
        c.or(eax, Cr0Protection);
        c.mov(cr0, eax);
        c.AddInstruction(Instruction.CreateBranch(Iced.Intel.Code.Jmp_ptr1632, codeSelector, target));
    }

    /// <summary>Places a descriptor table of flat segments; what is before the code segment is null.</summary>
    public static void PlaceTable(byte[] block, int offset, ushort codeSelector, ushort dataSelector)
    {
        Array.Clear(block, offset, codeSelector);
        BitConverter.GetBytes(FlatCode).CopyTo(block, offset + codeSelector);
        BitConverter.GetBytes(FlatData).CopyTo(block, offset + dataSelector);
    }

    /// <summary>Places the limit and base of a descriptor table.</summary>
    public static void PlacePointer(byte[] block, int offset, uint table, ushort lastSelector)
    {
        BitConverter.GetBytes((ushort)(lastSelector + EntryBytes - 1)).CopyTo(block, offset);
        BitConverter.GetBytes(table).CopyTo(block, offset + 2);
    }

    /// <summary>32-bit code in the ROM: sets up segments and stack, copies the program to RAM and starts it.</summary>
    public static byte[] Loader(int codeBytes, int dataBytes)
    {
        var c = new Assembler(32);
        c.mov(ax, Layout.DataSelector);
        c.mov(ds, ax);
        c.mov(es, ax);
        c.mov(fs, ax);
        c.mov(gs, ax);
        c.mov(ss, ax);
        c.mov(esp, Layout.StackTop);
        Copy(c, Layout.RomBase, Layout.CodeBase, codeBytes);
        Copy(c, Layout.RomBase + Layout.DataOffset, Layout.DataBase, dataBytes);

        c.xor(eax, eax);
        c.mov(edi, Layout.Idt);
        c.mov(ecx, (Layout.SerialQueue - Layout.Idt) / 4);
        c.rep.stosd();
        c.mov(eax, Layout.CodeBase);
        c.jmp(eax);
        return OpenBootImage.Assemble(c, Layout.RomBase + Layout.LoaderOffset);
    }

    private static void Copy(Assembler c, uint from, uint to, int bytes)
    {
        c.mov(esi, from);
        c.mov(edi, to);
        c.mov(ecx, (bytes + 3) / 4);
        c.rep.movsd();
    }
}

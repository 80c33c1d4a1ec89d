using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>One decoded instruction, in native memory, 64 bytes. Ops of a block follow each other; the last one always leaves the block.</summary>
/// <remarks>
/// Filled by <see cref="OpBuilder"/> from Iced's operands, in Intel order:
/// <see cref="R0"/>, <see cref="R1"/>, <see cref="R2"/> are the register operands 0, 1 and 2. A general register is given as byte offset into
/// <see cref="CpuState"/>; every other kind (segment ES=0…, CR, DR, ST, MM, XMM) as its number. The one memory operand is in the address fields.
/// <see cref="Imm"/> holds the immediate, sign- or zero-extended as the form says, or the target EIP of a direct branch.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct Op
{
    /// <summary>True: go on with the next op. False: leave the block (branch taken, fault recorded, exit asked).</summary>
    public delegate*<CpuState*, Op*, bool> Handler;

    /// <summary>EIP of the instruction.</summary>
    public uint Eip;

    /// <summary>EIP of the next one.</summary>
    public uint NextEip;

    /// <summary>Immediate or branch target.</summary>
    public uint Imm;

    /// <summary>Second immediate (ENTER), selector of a far pointer.</summary>
    public uint Imm2;

    /// <summary>Displacement of the memory operand.</summary>
    public uint Disp;

    /// <summary>0xFFFF for 16-bit addresses, else all ones.</summary>
    public uint AddressMask;

    public byte R0;
    public byte R1;
    public byte R2;

    /// <summary>Base register offset, <see cref="CpuState.ZeroOffset"/> when there is none.</summary>
    public byte Base;

    /// <summary>Index register offset, <see cref="CpuState.ZeroOffset"/> when there is none.</summary>
    public byte Index;

    /// <summary>Shift of the index, 0 to 3.</summary>
    public byte Scale;

    /// <summary>Segment of the memory operand: 0 ES, 1 CS, 2 SS, 3 DS, 4 FS, 5 GS.</summary>
    public byte Seg;

    public OpFlags Flags;

    /// <summary>Number of instructions of the block before this one.</summary>
    public ushort Number;

    /// <summary>Number of instructions of the block that are retired when this one is.</summary>
    public ushort Retire;

    /// <summary>Iced's <c>Code</c>, for tracing and rare handlers.</summary>
    public ushort Code;

    /// <summary>x87: the 11-bit opcode that FOP records.</summary>
    public ushort FpuOpcode;

    /// <summary>Successor blocks: not taken, taken.</summary>
    public Block* Link0;
    public Block* Link1;
}

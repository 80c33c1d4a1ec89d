using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>All guest state of one processor, and the pointers its handlers need. It lives in native memory, at a fixed address, zero when made.</summary>
/// <remarks>
/// The general registers stand first, so that the byte offset of a register in this struct is what <see cref="Op.R0"/> holds:
/// EAX 0, ECX 4 … EDI 28; AH is 1, CH 5 and so on. Offset 32 (<see cref="Zero"/>) is the register "none" of address forms.
/// Arithmetic flags are lazy, see <see cref="Flags"/>; everything else of EFLAGS is in <see cref="EflagsRest"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CpuState
{
    public const int ZeroOffset = 32;

    public fixed uint Gpr[8];
    public uint Zero;
    public uint Eip;

    // Lazy arithmetic flags.
    public uint FlagZ;
    public uint FlagSp;
    public uint FlagC;

    /// <summary>EFLAGS without CF PF AF ZF SF OF; bit 1 is set.</summary>
    public uint EflagsRest;

    /// <summary>The op that executes, for EIP of faults and the exact count.</summary>
    public Op* CurrentOp;

    /// <summary>Set by a branch: the slot that remembers the successor block; null: look it up.</summary>
    public Block** Link;

    /// <summary>Table for accesses of the running program; one of the three below.</summary>
    public TlbEntry* Tlb;

    /// <summary>Non-zero: the run loop has something to do between blocks. Bits of <see cref="X86.Attention"/>. Machine thread only.</summary>
    public int Attention;

    /// <summary>The same from other threads, by interlocked operations. The run loop reads both in one 64-bit load.</summary>
    public int External;

    /// <summary>Blocks whose own epoch is this one are reachable at their linear address under the present mapping.</summary>
    public uint Epoch;

    /// <summary>Instructions retired before the running block.</summary>
    public ulong Count;

    /// <summary>Where <c>Run</c> stops.</summary>
    public ulong Until;

    public TlbEntry* TlbSupervisor;
    public TlbEntry* TlbUser;
    public TlbEntry* TlbNone;

    // Translations of instruction fetches.
    public TlbEntry* CodeTlbSupervisor;
    public TlbEntry* CodeTlbUser;

    // A bit for each of their slots, in their order, that was filled since it was last emptied.
    public ulong* TlbFilled;

    // Segments: ES CS SS DS FS GS, then the system ones.
    public Segment Es;
    public Segment Cs;
    public Segment Ss;
    public Segment Ds;
    public Segment Fs;
    public Segment Gs;
    public Segment Ldt;
    public Segment Tr;
    public uint GdtBase;
    public uint GdtLimit;
    public uint IdtBase;
    public uint IdtLimit;

    /// <summary>0xFFFF or 0xFFFF_FFFF, by SS.B.</summary>
    public uint StackMask;

    /// <summary>Current privilege level; 0 in real mode, 3 in VM86.</summary>
    public uint Cpl;

    /// <summary>Bits of <see cref="CpuMode"/> that blocks are decoded under.</summary>
    public uint Mode;

    // Pending fault: recorded by a handler that returned false.
    public int FaultVector;
    public uint FaultError;
    public int FaultHasError;

    /// <summary>Non-zero: the fault belongs to the task that was just switched to, whose EIP is set already.</summary>
    public int FaultKeepsEip;

    /// <summary>The EXT bit of error codes: 1 while an interrupt or exception is delivered that the program did not ask for.</summary>
    public uint Ext;

    // Control, debug.
    public uint Cr0;
    public uint Cr2;
    public uint Cr3;
    public uint Cr4;
    public fixed uint Dr[8];
    public fixed ulong Pdpte[4];
    public uint DebugHits;

    // Events.
    public int IntrLine;
    public int NmiLevel;
    public int NmiLatched;
    public int NmiBlocked;

    /// <summary>The shadow over the next instruction: 1 after STI, 2 after a load of SS.</summary>
    public int Inhibit;

    /// <summary>Non-zero: DR7 arms an instruction breakpoint.</summary>
    public int CodeWatch;
    public int Halted;
    public int ShutdownState;
    public int SuppressTrap;
    public int RfLoaded;

    // A stop patched into the op after the running one, see Stop.
    public Op* PatchedOp;
    public delegate*<CpuState*, Op*, bool> PatchedHandler;
    public Block* CurrentBlock;

    /// <summary>Stands for <see cref="CurrentOp"/> while no block runs.</summary>
    public Op* IdleOp;

    // The debugger, see Breakpoints. No state of the machine.
    public int CodeBreaks;
    public int DataBreaks;

    /// <summary>Non-zero: INTR and NMI wait, unless they wake the processor.</summary>
    public int HoldInterrupts;

    /// <summary>The instruction at <see cref="PassLinear"/> has no breakpoint while this is <see cref="Count"/>.</summary>
    public ulong PassCount;
    public uint PassLinear;

    // Read-modify-write of what is not plain RAM, see Mem.BeginRmw.
    public ulong Scratch;
    public uint ScratchLinear;
    public uint ScratchSize;

    // MSRs.
    public ulong TscOffset;
    public ulong ApicBase;
    public uint SysenterCs;
    public uint SysenterEsp;
    public uint SysenterEip;
    public ulong Pat;
    public ulong MtrrDefType;
    public fixed ulong MtrrFixed[11];
    public fixed ulong MtrrVariable[16];
    public fixed ulong McBanks[20];
    public ulong McgStatus;
    public fixed ulong PerfControl[2];
    public fixed ulong PerfCounter[2];
    public ulong MiscControl;
    public ulong DebugControl;
    public ulong MicrocodeId;
    public ulong BblCtl3;
    public ulong PowerOnConfig;

    // x87. Physical registers; ST(i) is St[(FpuTop + i) & 7]. Owned by X87/.
    public X87Register St0Physical;
    public X87Register St1Physical;
    public X87Register St2Physical;
    public X87Register St3Physical;
    public X87Register St4Physical;
    public X87Register St5Physical;
    public X87Register St6Physical;
    public X87Register St7Physical;

    /// <summary>TOP, 0 to 7. The bits 11 to 13 of <see cref="Fsw"/> are always zero.</summary>
    public uint FpuTop;

    /// <summary>Bit n set: physical register n is not empty (the abridged tag byte of FXSAVE).</summary>
    public byte FpuTags;
    public ushort Fcw;
    public ushort Fsw;
    public ushort Fop;
    public ushort FpuCs;
    public ushort FpuDs;
    public uint FpuIp;
    public uint FpuDp;

    // SSE. Owned by Simd/.
    public uint Mxcsr;
    public fixed byte XmmPad[12];
    public fixed byte Xmm[128];

    /// <summary>Readable while SSE instructions do not fault, else null; for emitted code.</summary>
    public void* SseGate;

    /// <summary>ECX when a repeated string instruction of emitted code began.</summary>
    public uint RepeatCount;

    /// <summary>Host address of linear address 0 in the running program's window.</summary>
    public byte* Window;

    // The x87 unit in the host's, see HostFpu. No state of the machine.
    public void* FpuGate;

    /// <summary>Non-zero: registers, TOP, tags, status and control word are in the host's unit; what stands here is old.</summary>
    public int FpuOnHost;

    /// <summary>0: the unit is not wanted in the host; 1: it was in use before; more: in use since it was last looked at.</summary>
    public uint FpuUsed;

    /// <summary>Bits 0 to 15: FOP and bit 15 for an instruction whose FOP and FCS are still to be noted; from bit 16: segment of such a data pointer, plus 1.</summary>
    public uint FpuNote;

    /// <summary>Room for an image of the host's unit; null without a translator.</summary>
    public byte* FpuImage;

    /// <summary>GCHandle of the <see cref="CpuHost"/>.</summary>
    public nint HostHandle;

    /// <summary>The ports, the address space and all that is managed. For slow paths.</summary>
    public readonly CpuHost Host => (CpuHost)GCHandle.FromIntPtr(HostHandle).Target!;
}

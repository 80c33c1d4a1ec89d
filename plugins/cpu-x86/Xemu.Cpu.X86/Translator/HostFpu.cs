using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>The guest's x87 unit in the host's: loaded when emitted code is about to use it, taken back when anybody else asks.</summary>
/// <remarks>
/// <para>While <see cref="CpuState.FpuOnHost"/> is set, registers, TOP, tags, FSW and FCW are in the unit of the machine's thread, and what stands in
/// <see cref="CpuState"/> is old. FIP, FCS, FOP, FDP and FDS are always the state's: the host's would be those of emitted code.</para>
/// <para>Managed code may run meanwhile: RyuJIT emits SSE and AVX only, and so do the runtime and the C library but for long double. What might call
/// anything else is a device, so the unit is taken back before one is reached (<see cref="Ports"/>, <see cref="MemSlow"/>), and always when blocks are
/// left for the run loop (<see cref="Release"/>). The kernel saves the unit with the thread and around signals.</para>
/// <para>By FNSAVE and FRSTOR, which take half the time of XSAVE and XRSTOR on a Zen 5 and leave XMM registers and MXCSR alone. FIP and its kin in the image are
/// never used. Intel SDM vol. 1, figure 8-9.</para>
/// </remarks>
internal static unsafe class HostFpu
{
    private const uint AllMasked = 0x3F;
    private const uint ControlFixed = 0xE0C0;
    private const uint ControlAlwaysSet = 0x40;
    private const uint Pending = 0x8080;
    private const uint PrecisionMasked = 0x1000;
    private const uint NoteOpcode = 0x8000;
    private const nuint ImageBytes = 128;
    private const nuint ImageAlignment = 64;
    private const int Status = 4;
    private const int Tags = 8;
    private const int Registers = 28;
    private const int RegisterBytes = 10;

    /// <summary>The lower bit of each register's tag; both are set when it is empty.</summary>
    private const uint TagBits = 0x5555;

    /// <summary>FNSAVE leaves the unit as the ABI has it: empty, everything masked, 64 bits.</summary>
    private static readonly delegate* unmanaged[SuppressGCTransition]<byte*, void> SaveImage =
        (delegate* unmanaged[SuppressGCTransition]<byte*, void>)NativeCode.Place(static a =>
        {
            a.fnsave(__[rdi]);
            a.ret();
        });

    private static readonly delegate* unmanaged[SuppressGCTransition]<byte*, void> LoadImage =
        (delegate* unmanaged[SuppressGCTransition]<byte*, void>)NativeCode.Place(static a =>
        {
            a.frstor(__[rdi]);
            a.ret();
        });

    /// <summary>Room for images; before anything else here.</summary>
    public static void Allocate(CpuState* s)
    {
        s->FpuImage = (byte*)NativeMemory.AlignedAlloc(ImageBytes, ImageAlignment);
        NativeMemory.Clear(s->FpuImage, ImageBytes);
    }

    public static void Free(CpuState* s)
    {
        NativeMemory.AlignedFree(s->FpuImage);
        s->FpuImage = null;
    }

    /// <summary>Makes <see cref="CpuState"/> true again. For all who read or write the unit's state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sync(CpuState* s)
    {
        if (s->FpuOnHost != 0)
        {
            Save(s);
        }
    }

    /// <summary>The same for good: blocks are left. Remembers whether the unit was in use.</summary>
    public static void Release(CpuState* s)
    {
        Sync(s);
        s->FpuUsed = s->FpuUsed > 1 ? 1u : 0;
    }

    /// <summary>Loads the unit for code that is about to use it.</summary>
    /// <returns>Whether emitted x87 and MMX instructions may run.</returns>
    public static bool Open(CpuState* s)
    {
        if (!IsAllowed(s))
        {
            s->FpuGate = null;
            return false;
        }

        if (s->FpuOnHost == 0)
        {
            Load(s);
        }

        s->FpuGate = &s->FpuUsed;
        return true;
    }

    /// <summary>Before emitted code runs: the gate follows the control registers, and a unit that is in use is loaded at once rather than by a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare(CpuState* s)
    {
        if (((uint)s->FpuOnHost | s->FpuUsed) != 0)
        {
            _ = Open(s);
        }
    }

    /// <summary>Notes what emitted code has left to be noted of the last x87 instruction. Before segment registers can change.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Settle(CpuState* s)
    {
        if (s->FpuNote != 0)
        {
            SettleNote(s);
        }
    }

    /// <summary>The same for an instruction of a trace at which it was left; the general registers are the guest's.</summary>
    public static void Settle(CpuState* s, NativeTrace* trace, int item)
    {
        Settle(s);
        int instruction = trace->Items[item].FpuNote - 1;
        if (instruction >= 0)
        {
            X87Unit.Note(s, trace->Items[instruction].Op);
        }

        int data = trace->Items[item].FpuData - 1;
        if (data >= 0)
        {
            Op* op = trace->Items[data].Op;
            s->FpuDp = Mem.Effective(s, op);
            s->FpuDs = Reg.Seg(s, op->Seg)->Selector;
        }
    }

    /// <summary>What is noted as due: the instruction's opcode for FOP.</summary>
    public static ushort NoteOf(Op* op) => (ushort)(NoteOpcode | op->FpuOpcode);

    /// <summary>What is noted as due: the data pointer's segment.</summary>
    public static byte SegmentNoteOf(Op* op) => (byte)(op->Seg + 1);

    /// <summary>Nothing that x87 or MMX instructions could raise, but by an operand in memory; and no SSE exception that would come after the step into MMX state.</summary>
    private static bool IsAllowed(CpuState* s) =>
        (s->Cr0 & (Cr.Em | Cr.Ts)) == 0 && (s->Mxcsr & PrecisionMasked) != 0 && (s->Fsw & Pending) == 0
            && (s->Fcw & (ControlFixed | AllMasked)) == (ControlAlwaysSet | AllMasked);

    private static void SettleNote(CpuState* s)
    {
        uint note = s->FpuNote;
        s->FpuNote = 0;
        if ((note & NoteOpcode) != 0)
        {
            s->Fop = (ushort)(note & (NoteOpcode - 1));
            s->FpuCs = s->Cs.Selector;
        }

        if (note >> 16 != 0)
        {
            s->FpuDs = Reg.Seg(s, (note >> 16) - 1)->Selector;
        }
    }

    private static void Load(CpuState* s)
    {
        byte* image = s->FpuImage;
        *(uint*)image = s->Fcw;
        *(uint*)(image + Status) = s->Fsw | (s->FpuTop << 11);
        *(uint*)(image + Tags) = (3 * Bmi2.ParallelBitDeposit(s->FpuTags, TagBits)) ^ 0xFFFF;
        for (uint i = 0; i < 8; i++)
        {
            X87Register* register = Reg.X87(s, s->FpuTop + i);
            byte* place = image + Registers + (RegisterBytes * i);
            *(ulong*)place = register->Mantissa;
            *(ushort*)(place + 8) = register->SignExponent;
        }

        // SAFETY: the image is 108 bytes of our own, and nothing is pending in the unit of managed code.
        LoadImage(image);
        s->FpuOnHost = 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Save(CpuState* s)
    {
        byte* image = s->FpuImage;

        // SAFETY: room for 108 bytes.
        SaveImage(image);
        s->FpuOnHost = 0;
        s->FpuGate = null;
        uint status = *(ushort*)(image + Status);
        s->Fcw = *(ushort*)image;
        s->FpuTop = (status >> 11) & 7;
        s->Fsw = (ushort)(status & 0x47FF);
        uint tags = *(ushort*)(image + Tags);
        s->FpuTags = (byte)~Bmi2.ParallelBitExtract(tags & (tags >> 1), TagBits);
        for (uint i = 0; i < 8; i++)
        {
            X87Register* register = Reg.X87(s, s->FpuTop + i);
            byte* place = image + Registers + (RegisterBytes * i);
            register->Mantissa = *(ulong*)place;
            register->SignExponent = *(ushort*)(place + 8);
        }
    }
}

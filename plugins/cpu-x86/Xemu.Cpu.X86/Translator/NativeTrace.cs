using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>A translation: guest instructions of one page, in the order in which they usually run. Entered at its start only; left on the way or at its end.</summary>
/// <remarks>
/// Native memory that lives until the code is evicted. Instructions are retired all at once, where the trace checks the count:
/// before that point nothing is subtracted from the remaining instructions, behind it all <see cref="Count"/> are.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeTrace
{
    /// <summary>Most instructions of a trace: a bit each must fit into a word.</summary>
    public const int MaxItems = 64;

    /// <summary>Names it while it lives: its region and its place there.</summary>
    public int Number;

    /// <summary>Zero: the bytes of one of its instructions have changed; nothing of it is entered any more.</summary>
    public int IsValid;

    /// <summary>Guest instructions.</summary>
    public int Count;

    /// <summary>The item before which the count is checked; -1: before all of them.</summary>
    public int CheckedAt;

    /// <summary>Bytes from the start to where all instructions are subtracted.</summary>
    public uint CheckEnd;

    /// <summary>The item with the gate of the x87 unit: those behind it may need the unit loaded. -1: none.</summary>
    public int FpuGate;

    /// <summary>The first block; it carries this trace while the trace is valid.</summary>
    public Block* Head;

    /// <summary>Where others enter.</summary>
    public byte* Start;

    /// <summary>Leaves for the dispatcher with EIP at the trace's start.</summary>
    public byte* Refusal;

    /// <summary>A bit an instruction: it leaves to the interpreter.</summary>
    public ulong Interpreted;

    /// <summary>Jumps that were led here, see <see cref="EmittedCode"/>.</summary>
    public IncomingJump* Incoming;

    /// <summary><see cref="Count"/> of them.</summary>
    public TraceItem* Items;

    public readonly bool IsInterpreted(int item) => (Interpreted >> item & 1) != 0;

    /// <summary>Where an instruction begins.</summary>
    public readonly byte* At(int item) => Start + Items[item].Offset;

    /// <summary>The instruction that an address belongs to; the check of the count belongs to the one behind it.</summary>
    public readonly int ItemAt(byte* address)
    {
        uint offset = (uint)(address - Start);
        int item = Count - 1;
        while (item > 0 && Items[item].Offset > offset)
        {
            item--;
        }

        return item;
    }

    /// <summary>What the remaining instructions in the register lack where an instruction is entered.</summary>
    public readonly int OwedAtEntry(int item) => (item > CheckedAt ? Count : 0) - item;

    /// <summary>The same where it leaves to the interpreter.</summary>
    public readonly int OwedAtExit(int item) => (item >= CheckedAt ? Count : 0) - item;

    /// <summary>The same at an address that faulted.</summary>
    public readonly int OwedAtFault(byte* address, int item) => (address - Start >= CheckEnd ? Count : 0) - item;

    /// <summary>Which instruction of which trace, in a word.</summary>
    public static uint Site(int number, int item) => ((uint)number << 6) | (uint)item;
}

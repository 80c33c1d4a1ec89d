using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>A run of decoded instructions within one 4 KiB page, entered at its start only.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Block
{
    public Op* Ops;

    /// <summary>Equal to <see cref="CpuState.Epoch"/>: valid as it is. Anything else: look it up again. 0: dropped.</summary>
    public uint Epoch;

    /// <summary>Number of instructions.</summary>
    public uint Count;

    // The key: host address of the first byte, EIP, code segment and mode.
    public byte* HostStart;
    public uint Eip;
    public uint CsBase;
    public uint CsLimit;
    public uint Mode;

    /// <summary>Length in bytes.</summary>
    public uint Length;

    /// <summary>Host address of the second page, when the only instruction crosses into it; else null.</summary>
    public byte* HostSecondPage;

    /// <summary>Non-zero: the only instruction runs over the page border.</summary>
    public uint CrossesPage;

    /// <summary>How often it was interpreted, for engines that translate what runs often.</summary>
    public uint Runs;

    /// <summary>The translation that starts with it; null: none.</summary>
    public NativeTrace* Native;

    /// <summary>All translations that it is part of.</summary>
    public TraceLink* Traces;

    public Block* NextInBucket;
    public Block* NextInPage;
    public Block* NextInSecondPage;

    /// <summary>The next of <see cref="CodePage.Proven"/>, and whether this one is among them.</summary>
    public Block* NextProven;

    public uint IsProven;
}

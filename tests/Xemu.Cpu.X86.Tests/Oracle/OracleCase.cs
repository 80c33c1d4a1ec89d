using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>One instruction with the state it starts from.</summary>
internal sealed class OracleCase
{
    public Instruction Instruction { get; set; }

    public byte[] Bytes { get; set; } = [];

    public CpuImage Before { get; } = new();

    /// <summary>The data pages.</summary>
    public byte[] Data { get; } = new byte[OracleLayout.DataBytes];

    /// <summary>Linear address of the memory operand; 0 without one.</summary>
    public uint Address { get; set; }

    /// <summary>Its size; 0 where the code does not say.</summary>
    public int Size { get; set; }
}

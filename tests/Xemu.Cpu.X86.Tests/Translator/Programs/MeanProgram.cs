namespace Xemu.Cpu.X86.Tests;

/// <summary>A random program with its surroundings, made by <see cref="MeanGenerator"/>.</summary>
internal sealed record MeanProgram
{
    /// <summary>The number that its instructions were encoded from.</summary>
    public required int Seed { get; init; }

    /// <summary>Linear address of the first slot.</summary>
    public required uint Start { get; init; }

    public required bool IsPaged { get; init; }

    /// <summary>Level 3, with handlers at level 0.</summary>
    public required bool IsUser { get; init; }

    public required uint Cr0 { get; init; }

    public required uint Cr4 { get; init; }

    public required uint Eflags { get; init; }

    /// <summary>EAX to EDI.</summary>
    public required uint[] Registers { get; init; }

    public required ushort Fcw { get; init; }

    public required uint Mxcsr { get; init; }

    /// <summary>Entries of page tables that are not as usual: physical address, value.</summary>
    public required (uint Address, uint Value)[] Tables { get; init; }

    /// <summary>Slots of instructions; each fills its 32 bytes.</summary>
    public required byte[][][] Slots
    {
        get;
        init
        {
            field = value;
            Code = [.. value.SelectMany(static slot => slot.SelectMany(static instruction => instruction))];
        }
    }

    public required MeanStop[] Stops { get; init; }

    public byte[] Code { get; private init; } = [];
}

using Iced.Intel;

namespace Xemu.Kernel.Guest;

/// <summary>A place in a guest program that can be called before it is written.</summary>
public sealed class GuestRoutine
{
    private readonly Assembler _code;
    private Label _label;

    internal GuestRoutine(Assembler code, string name, uint cell)
    {
        _code = code;
        _label = code.CreateLabel(name);
        Cell = cell;
    }

    /// <summary>The place, for jumps.</summary>
    public Label Label => _label;

    /// <summary>Address of a word that holds the routine's address.</summary>
    public uint Cell { get; }

    /// <summary>The routine starts here.</summary>
    public void Begin() => _code.Mark(ref _label);
}

using Iced.Intel;

namespace Xemu.Boot.Image;

/// <summary>A place in the code that can be called before it is written.</summary>
internal sealed class Routine
{
    private readonly Assembler _code;
    private Label _label;

    public Routine(Assembler code, string name)
    {
        _code = code;
        _label = code.CreateLabel(name);
    }

    public Label Label => _label;

    /// <summary>The routine starts here.</summary>
    public void Begin() => _code.Mark(ref _label);

    public void Call() => _code.call(_label);
}

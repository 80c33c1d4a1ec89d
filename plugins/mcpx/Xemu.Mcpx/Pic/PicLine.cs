using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>One driver of an input of the interrupt controllers.</summary>
internal sealed class PicLine(Pic owner, int number) : IInterruptLine
{
    [Derived("described by the controller, as a byte of 'drivers'")]
    private bool _level;

    public int Number => number;

    /// <summary>The level, without telling the controller: for loading.</summary>
    public bool Level
    {
        get => _level;
        set => _level = value;
    }

    public void SetLevel(bool level)
    {
        if (_level != level)
        {
            _level = level;
            owner.LineChanged(number, level);
        }
    }

    public void Pulse()
    {
        if (!_level)
        {
            owner.LinePulsed(number);
        }
    }
}

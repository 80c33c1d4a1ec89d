using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A function's interrupt pin. It remembers its level until it is known where it leads.</summary>
internal sealed class RoutedLine : IInterruptLine, IStateful
{
    [Derived("set while wiring")]
    private IInterruptLine? _target;

    private bool _level;

    public void Connect(IInterruptLine target)
    {
        _target = target;
        target.SetLevel(_level);
    }

    public void SetLevel(bool level)
    {
        if (_level != level)
        {
            _level = level;
            _target?.SetLevel(level);
        }
    }

    public void DescribeState(IStateVisitor state) => state.Field("level", ref _level);
}

using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A serial port's interrupt, which a configuration register routes.</summary>
internal sealed class SuperIoLine : IInterruptLine, IStateful
{
    private readonly Func<int, IInterruptLine?> _driverOf;

    [Derived("follows the configuration registers")]
    private int _number;

    private bool _level;

    /// <summary>Makes the line.</summary>
    /// <param name="driverOf">Gives the driver of an interrupt number, or null.</param>
    public SuperIoLine(Func<int, IInterruptLine?> driverOf) => _driverOf = driverOf;

    public void SetLevel(bool level)
    {
        if (_level != level)
        {
            _level = level;
            _driverOf(_number)?.SetLevel(level);
        }
    }

    /// <summary>Routes the interrupt elsewhere, taking its level along.</summary>
    /// <param name="number">Interrupt number; 0 for nowhere.</param>
    public void Route(int number)
    {
        if (number != _number)
        {
            _driverOf(_number)?.SetLevel(false);
            _number = number;
            _driverOf(_number)?.SetLevel(_level);
        }
    }

    /// <summary>Says where the interrupt goes without driving anything: after a restore the controller has the levels already.</summary>
    public void Restored(int number) => _number = number;

    public void DescribeState(IStateVisitor state) => state.Field("level", ref _level);
}

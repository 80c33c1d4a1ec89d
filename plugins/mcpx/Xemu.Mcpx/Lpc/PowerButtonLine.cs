using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A driver of the LPC bridge's PWRBTN# input; each rise is a press.</summary>
[Derived("holds nothing")]
internal sealed class PowerButtonLine(PowerManagement power) : IInterruptLine
{
    public void SetLevel(bool level)
    {
        if (level)
        {
            power.PressPowerButton();
        }
    }
}

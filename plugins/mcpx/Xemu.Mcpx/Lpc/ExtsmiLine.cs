using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A driver of the LPC bridge's EXTSMI# input; it is one wire, so the last level counts.</summary>
[Derived("holds nothing")]
internal sealed class ExtsmiLine(PowerManagement power) : IInterruptLine
{
    public void SetLevel(bool level) => power.SetExtsmi(level);
}

using Xemu.Abstractions.Devices;

namespace Xemu.Cpu.X86;

/// <summary>The NMI pin: a rising edge is latched.</summary>
internal sealed unsafe class NmiLine(CpuState* state) : IInterruptLine
{
    private readonly CpuState* _state = state;

    public void SetLevel(bool level)
    {
        if (level && _state->NmiLevel == 0)
        {
            _state->NmiLatched = 1;
            Events.Update(_state);
        }

        _state->NmiLevel = level ? 1 : 0;
    }
}

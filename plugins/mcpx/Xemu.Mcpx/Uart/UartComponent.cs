using Xemu.Abstractions;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>A 16550A at a fixed place.</summary>
internal sealed class UartComponent : IComponent, IStateful
{
    private readonly Uart16550 _uart;

    public UartComponent(UartOptions options, IComponentContext context)
    {
        if (options.Base % 8 != 0)
        {
            throw new ComponentException($"'base' of '{context.Id}' is 0x{options.Base:X}; it must be a multiple of 8.");
        }

        _uart = new Uart16550(context, "uart", options.Interrupts.CreateLine(options.Irq), options.Port, options.Timed);
        context.Ports.MapIo(context.Id, (ulong)options.Base, 8, _uart);
    }

    public void Wire() => _uart.Wire();

    public void Reset(ResetKind kind) => _uart.Reset();

    public void DescribeState(IStateVisitor state) => state.Part("uart", _uart);

    public void Dispose() => _uart.Dispose();
}

using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Sample.Lamp;

/// <summary>Eight lamps: a byte that is written lights them, a read gives it back, a counter tells how often they changed.</summary>
public sealed class Lamp : IComponent, IIoHandler, IStateful
{
    private readonly IMapping _mapping;
    private byte _lit;
    private ulong _changes;

    public Lamp(LampOptions options, IComponentContext context)
    {
        _mapping = context.Ports.MapIo(context.Id, (ulong)options.Port, 1, this);
        context.AddCounter("changes", "How often the lamps changed.", () => (long)_changes);
    }

    public IoWidths Widths => IoWidths.Byte;

    public ulong Read(ulong offset, int width) => _lit;

    public void Write(ulong offset, int width, ulong value)
    {
        _changes += (byte)value == _lit ? 0UL : 1;
        _lit = (byte)value;
    }

    public void Reset(ResetKind kind)
    {
        _lit = 0;
        _changes = 0;
    }

    public void DescribeState(IStateVisitor state)
    {
        state.Field("lit", ref _lit);
        state.Field("changes", ref _changes);
    }

    public void Dispose() => _mapping.Dispose();
}

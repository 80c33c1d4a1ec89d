using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Bare;

/// <summary>Ports on which test ROMs and firmware say how far they got. A read gives the last value written.</summary>
internal sealed class PostPort : IComponent, IStateful
{
    private readonly ILogger _log;
    private byte _last;
    private ulong _writes;

    public PostPort(PostPortOptions options, IComponentContext context)
    {
        _log = context.Log;
        foreach (ushort port in options.Ports)
        {
            _ = context.Ports.MapIo($"{context.Id}-{port:x}", port, 1, new Latch(this, port));
        }

        context.AddCounter("last", "Last POST value", () => _last);
        context.AddCounter("writes", "POST values written", () => (long)_writes);
    }

    /// <inheritdoc/>
    public void Reset(ResetKind kind) => _last = 0;

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Field("last", ref _last);
        state.Field("writes", ref _writes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Latch(PostPort owner, ushort port) : IIoHandler
    {
        public IoWidths Widths => IoWidths.Byte;

        public ulong Read(ulong offset, int width) => owner._last;

        public void Write(ulong offset, int width, ulong value)
        {
            owner._last = (byte)value;
            owner._writes++;
            BareLog.Post(owner._log, port, (byte)value);
        }
    }
}

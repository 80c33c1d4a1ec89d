using System.Globalization;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;

namespace Xemu.Bare;

/// <summary>Ends the run with the low byte of what is written as exit code. Reads give all ones.</summary>
internal sealed class ExitPort : IComponent, IIoHandler
{
    private readonly ushort _port;
    private readonly IMachineControl _machine;

    public ExitPort(ExitPortOptions options, IComponentContext context)
    {
        _port = options.Port;
        _machine = context.Machine;
        _ = context.Ports.MapIo(context.Id, _port, 1, this);
    }

    /// <inheritdoc/>
    public IoWidths Widths => IoWidths.Byte;

    /// <inheritdoc/>
    public ulong Read(ulong offset, int width) => 0xFF;

    /// <inheritdoc/>
    public void Write(ulong offset, int width, ulong value)
    {
        var code = (byte)value;
        _machine.RequestStop(string.Create(CultureInfo.InvariantCulture, $"the guest wrote {code} to exit port 0x{_port:X}"), code);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

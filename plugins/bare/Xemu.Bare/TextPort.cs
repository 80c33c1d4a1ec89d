using System.Text;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Bare;

/// <summary>Text output by one port, as emulators offer it at 0xE9. A read gives the port's own number, by which a guest finds it (Bochs manual, "port_e9_hack").</summary>
internal sealed class TextPort : IComponent, IIoHandler, IStateful
{
    private const int MaxLineBytes = 1024;

    private readonly byte _answer;
    private readonly ICharacterDevice? _output;
    private readonly ILogger _log;
    private readonly byte[] _line = new byte[MaxLineBytes];
    private int _lineLength;
    private long _bytes;

    public TextPort(TextPortOptions options, IComponentContext context)
    {
        _answer = (byte)options.Port;
        _output = options.Output;
        _log = context.Log;
        _ = context.Ports.MapIo(context.Id, options.Port, 1, this);
        context.AddCounter("bytes", "Bytes written to the text port", () => _bytes);
    }

    /// <inheritdoc/>
    public IoWidths Widths => IoWidths.Byte;

    /// <inheritdoc/>
    public ulong Read(ulong offset, int width) => _answer;

    /// <inheritdoc/>
    public void Write(ulong offset, int width, ulong value)
    {
        var data = (byte)value;
        _bytes++;
        if (_output is not null)
        {
            _output.Write([data]);
            return;
        }

        if (data != '\n')
        {
            _line[_lineLength++] = data;
        }

        if (data == '\n' || _lineLength == MaxLineBytes)
        {
            FlushLine();
        }
    }

    /// <inheritdoc/>
    public void Quiesce()
    {
        if (_lineLength > 0 && _output is null)
        {
            BareLog.Text(_log, Printable());
        }
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        state.Bytes("line", _line);
        state.Field("line_length", ref _lineLength);
        state.Field("bytes", ref _bytes);
    }

    /// <inheritdoc/>
    public void AfterRestore()
    {
        if (_lineLength is < 0 or >= MaxLineBytes)
        {
            throw new StateException($"Field 'line_length' holds {_lineLength}, not 0 to {MaxLineBytes - 1}; the snapshot is damaged.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void FlushLine()
    {
        BareLog.Text(_log, Printable());
        _lineLength = 0;
    }

    /// <summary>The line without control characters, which could drive a terminal.</summary>
    private string Printable()
    {
        var text = new StringBuilder(_lineLength);
        foreach (byte data in _line.AsSpan(0, _lineLength))
        {
            _ = data is >= 0x20 and < 0x7F or (byte)'\t' ? text.Append((char)data) : data == '\r' ? text : text.Append('.');
        }

        return text.ToString();
    }
}

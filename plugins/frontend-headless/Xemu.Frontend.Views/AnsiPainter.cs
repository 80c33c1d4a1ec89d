using System.Buffers;
using System.Globalization;
using System.Text;

namespace Xemu.Frontend.Views;

/// <summary>Turns a screen of cells into escape sequences, only for what has changed since the last one.</summary>
/// <remarks>ECMA-48 with the 24-bit colours of ISO 8613-6 (<c>CSI 38;2;r;g;b m</c>).</remarks>
internal sealed class AnsiPainter
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private Cell[] _shown = [];
    private int _columns;
    private int _rows;

    /// <summary>Alternate screen, cursor hidden.</summary>
    public static ReadOnlySpan<byte> Enter => "\u001b[?1049h\u001b[?25l\u001b[2J"u8;

    /// <summary>Colours, cursor and screen as they were.</summary>
    public static ReadOnlySpan<byte> Leave => "\u001b[0m\u001b[?25h\u001b[?1049l"u8;

    /// <summary>Forgets what is shown, so that everything is painted anew.</summary>
    public void Forget() => _columns = 0;

    /// <summary>Paints.</summary>
    /// <returns>What to write; valid until the next call. Empty when nothing changed.</returns>
    public ReadOnlySpan<byte> Paint(CellScreen screen)
    {
        _output.ResetWrittenCount();
        bool all = screen.Columns != _columns || screen.Rows != _rows;
        if (all)
        {
            _columns = screen.Columns;
            _rows = screen.Rows;
            _shown = new Cell[_columns * _rows];
        }

        uint? foreground = null;
        uint? background = null;
        int cursor = -1;
        ReadOnlySpan<Cell> cells = screen.Cells;
        for (int i = 0; i < cells.Length; i++)
        {
            Cell cell = cells[i];
            if (!all && cell == _shown[i])
            {
                continue;
            }

            _shown[i] = cell;
            if (cursor != i || i % _columns == 0)
            {
                Put($"\u001b[{(i / _columns) + 1};{(i % _columns) + 1}H");
            }

            Color(38, cell.Foreground, ref foreground);
            Color(48, cell.Background, ref background);
            Character(cell.Character);
            cursor = i + 1;
        }

        return _output.WrittenSpan;
    }

    private void Color(int code, uint color, ref uint? current)
    {
        if (color != current)
        {
            current = color;
            Put($"\u001b[{code};2;{color >> 16 & 0xFF};{color >> 8 & 0xFF};{color & 0xFF}m");
        }
    }

    private void Character(char character)
    {
        Span<byte> bytes = _output.GetSpan(4);
        _output.Advance(Encoding.UTF8.GetBytes([character], bytes));
    }

    private void Put(FormattableSequence sequence) => sequence.Append(_output);

    /// <summary>Formats ASCII straight into the buffer.</summary>
    [System.Runtime.CompilerServices.InterpolatedStringHandler]
    private ref struct FormattableSequence
    {
        private readonly Span<byte> _bytes;
        private int _length;

        public FormattableSequence(int literalLength, int formattedCount)
        {
            _bytes = new byte[literalLength + (formattedCount * 11)];
        }

        public void AppendLiteral(string text) => _length += Encoding.ASCII.GetBytes(text, _bytes[_length..]);

        public void AppendFormatted(long number)
        {
            _ = number.TryFormat(_bytes[_length..], out int written, provider: CultureInfo.InvariantCulture);
            _length += written;
        }

        public readonly void Append(ArrayBufferWriter<byte> output) => output.Write(_bytes[.._length]);
    }
}

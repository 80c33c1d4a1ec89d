using System.Text;
using System.Text.RegularExpressions;
using Xemu.Frontend.Views;

namespace Xemu.Frontends.Tests;

/// <summary>Obeys the few sequences that the painter uses, so that what is seen can be compared with what was meant.</summary>
internal sealed partial class VirtualTerminal(int columns, int rows)
{
    private readonly Cell[] _cells = new Cell[columns * rows];
    private int _cursor;
    private uint _foreground;
    private uint _background;

    public ReadOnlySpan<Cell> Cells => _cells;

    public void Write(ReadOnlySpan<byte> output)
    {
        string text = Encoding.UTF8.GetString(output);
        for (int i = 0; i < text.Length;)
        {
            Match sequence = Sequence().Match(text, i);
            if (!sequence.Success)
            {
                Assert.True(text[i] >= ' ');
                Assert.True(_cursor < _cells.Length);
                _cells[_cursor++] = new Cell(text[i++], _foreground, _background);
                continue;
            }

            int[] numbers = [.. sequence.Groups[1].Value.Split(';').Select(int.Parse)];
            if (sequence.Groups[2].Value == "H")
            {
                _cursor = ((numbers[0] - 1) * columns) + numbers[1] - 1;
            }
            else
            {
                Assert.Equal(2, numbers[1]);
                uint color = ((uint)numbers[2] << 16) | ((uint)numbers[3] << 8) | (uint)numbers[4];
                (_foreground, _background) = numbers[0] == 38 ? (color, _background) : (_foreground, color);
            }

            i += sequence.Length;
        }
    }

    [GeneratedRegex(@"\G\u001b\[([\d;]+)([Hm])")]
    private static partial Regex Sequence();
}

namespace Xemu.Frontend.Views;

/// <summary>The cells of a terminal, as they shall look.</summary>
internal sealed class CellScreen
{
    private Cell[] _cells = [];

    public int Columns { get; private set; }

    public int Rows { get; private set; }

    public ReadOnlySpan<Cell> Cells => _cells.AsSpan(0, Columns * Rows);

    /// <summary>Takes a size and empties every cell.</summary>
    public void Clear(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        if (_cells.Length < columns * rows)
        {
            _cells = new Cell[columns * rows];
        }

        _cells.AsSpan(0, columns * rows).Fill(Cell.Blank);
    }

    public Cell this[int column, int row]
    {
        get => _cells[(row * Columns) + column];
        set => _cells[(row * Columns) + column] = value;
    }

    /// <summary>Puts text into a row, cut at the edge; control characters become blanks.</summary>
    public void Text(int column, int row, int width, ReadOnlySpan<char> text, uint foreground, uint background)
    {
        for (int i = 0; i < width && column + i < Columns; i++)
        {
            char character = i < text.Length && !char.IsControl(text[i]) ? text[i] : ' ';
            this[column + i, row] = new Cell(character, foreground, background);
        }
    }
}

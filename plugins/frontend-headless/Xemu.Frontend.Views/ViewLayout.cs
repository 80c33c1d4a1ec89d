namespace Xemu.Frontend.Views;

/// <summary>What goes where on a terminal: the picture, the console beside or below it, the status line at the bottom.</summary>
/// <param name="PictureColumn">Left edge of the picture.</param>
/// <param name="PictureColumns">Cells across; 0 for no picture.</param>
/// <param name="PictureRows">Cells down.</param>
/// <param name="ConsoleColumn">Left edge of the console.</param>
/// <param name="ConsoleRow">Its first row.</param>
/// <param name="ConsoleColumns">Cells across; 0 for no console.</param>
/// <param name="ConsoleRows">Cells down.</param>
internal readonly record struct ViewLayout(
    int PictureColumn, int PictureColumns, int PictureRows, int ConsoleColumn, int ConsoleRow, int ConsoleColumns, int ConsoleRows)
{
    private const int UsefulConsoleColumns = 40;

    /// <summary>Lays a terminal out.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="rows">Its rows, with the status line.</param>
    /// <param name="aspect">Width of the picture by its height.</param>
    /// <param name="hasConsole">Whether the console has something to show.</param>
    public static ViewLayout For(int columns, int rows, double aspect, bool hasConsole)
    {
        int above = Math.Max(rows - 1, 0);
        (int width, int height) = Fit(columns, above, aspect);
        if (!hasConsole)
        {
            return new ViewLayout((columns - width) / 2, width, height, 0, 0, 0, 0);
        }

        if (columns - width - 1 >= UsefulConsoleColumns)
        {
            return new ViewLayout(0, width, height, width + 1, 0, columns - width - 1, above);
        }

        int consoleRows = Math.Min(Math.Max(above / 3, 1), above);
        (width, height) = Fit(columns, above - consoleRows, aspect);
        return new ViewLayout((columns - width) / 2, width, height, 0, above - consoleRows, columns, consoleRows);
    }

    /// <summary>The largest picture; a cell is one pixel wide and two high.</summary>
    private static (int Columns, int Rows) Fit(int columns, int rows, double aspect)
    {
        int width = Math.Min(columns, (int)(rows * 2 * aspect));
        int height = Math.Min(rows, (int)Math.Ceiling(width / aspect / 2));
        return width <= 0 || height <= 0 ? (0, 0) : (width, height);
    }
}

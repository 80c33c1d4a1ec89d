using Spectre.Console;

namespace Xemu.Host;

/// <summary>Writes tables: with colour and lines on a terminal, plain and unwrapped elsewhere.</summary>
internal static class TableOutput
{
    private const int PlainWidth = 240;

    public static void Write(HostContext context, string[] columns, IEnumerable<string[]> rows)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(context.Output),
            Ansi = context.IsOutputTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = context.IsOutputTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        var table = new Table { Border = context.IsOutputTerminal ? TableBorder.Rounded : TableBorder.None };
        if (!context.IsOutputTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        foreach (string[] row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Printable.Line(cell, 400))));
        }

        console.Write(table);
    }
}

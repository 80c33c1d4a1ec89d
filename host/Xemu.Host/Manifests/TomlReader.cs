using System.Globalization;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Xemu.Host;

/// <summary>Turns TOML text into values that know their places.</summary>
/// <remarks>
/// Tomlyn parses; its own check for keys defined twice is left off, because each of its messages quotes the whole earlier
/// definition: half a megabyte of hostile text took 400 MB and four seconds. <see cref="TomlTableBuilder"/> checks instead.
/// </remarks>
internal sealed class TomlReader
{
    private readonly ManifestOrigin _origin;
    private readonly Diagnostics _diagnostics;

    private TomlReader(ManifestOrigin origin, Diagnostics diagnostics)
    {
        _origin = origin;
        _diagnostics = diagnostics;
    }

    /// <summary>Reads a document; gives null after reporting syntax errors.</summary>
    public static ManifestTable? Read(string text, ManifestOrigin origin, Diagnostics diagnostics)
    {
        int errorsBefore = diagnostics.Count;
        DocumentSyntax? document = new TomlReader(origin, diagnostics).Parse(text);
        if (document is null)
        {
            return null;
        }

        ManifestTable root = new TomlReader(origin, diagnostics).Convert(document);
        return diagnostics.Count == errorsBefore ? root : null;
    }

    private DocumentSyntax? Parse(string text)
    {
        int tooDeep = NestingScan.FindTooDeep(text);
        if (tooDeep >= 0)
        {
            _diagnostics.Add(PlaceOf(text, tooDeep), $"Brackets nest deeper than {NestingScan.MaxDepth} levels; no manifest needs that.");
            return null;
        }

        try
        {
            DocumentSyntax document = SyntaxParser.Parse(text, _origin.Display, validate: false);
            if (!document.HasErrors)
            {
                return document;
            }

            ReportSyntax(document);
        }
        catch (TomlException e)
        {
            _diagnostics.Add(new SourcePlace(_origin.Display, 1, 1), $"The text is not TOML: {e.Message}");
        }

        return null;
    }

    // After one error the parser stumbles over the rest of the line: the first one of each line is the true one.
    private void ReportSyntax(DocumentSyntax document)
    {
        int lastLine = -1;
        foreach (DiagnosticMessage message in document.Diagnostics)
        {
            TextPosition start = message.Span.Start;
            if (message.Kind == DiagnosticMessageKind.Error && start.Line != lastLine)
            {
                lastLine = start.Line;
                string what = message.Message.Replace("␤", "the end of the line", StringComparison.Ordinal);
                _diagnostics.Add(new SourcePlace(_origin.Display, start.Line + 1, start.Column + 1), $"{what.TrimEnd('.')}; this is not TOML.");
            }
        }
    }

    private SourcePlace PlaceOf(string text, int offset)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, offset);
        return new SourcePlace(_origin.Display, before.Count('\n') + 1, offset - before.LastIndexOf('\n'));
    }

    private ManifestTable Convert(DocumentSyntax document)
    {
        var root = new ManifestTable(new SourcePlace(_origin.Display, 1, 1), _origin, TableForm.Header);
        var builder = new TomlTableBuilder(_origin, _diagnostics);
        foreach (KeyValueSyntax pair in document.KeyValues)
        {
            Add(builder, root, pair);
        }

        foreach (TableSyntaxBase syntax in document.Tables)
        {
            ManifestTable? table = syntax.Name is null
                ? null
                : builder.Open(root, Path(syntax.Name), isArrayItem: syntax is TableArraySyntax);
            if (table is null)
            {
                continue;
            }

            foreach (KeyValueSyntax pair in syntax.Items)
            {
                Add(builder, table, pair);
            }
        }

        return root;
    }

    private void Add(TomlTableBuilder builder, ManifestTable table, KeyValueSyntax pair)
    {
        if (pair.Key is not null && pair.Value is not null && ConvertValue(pair.Value) is { } value)
        {
            builder.Add(table, Path(pair.Key), value);
        }
    }

    private List<(string Key, SourcePlace Place)> Path(KeySyntax key)
    {
        List<(string, SourcePlace)> path = [(Name(key.Key), Place(key.Key ?? (SyntaxNode)key))];
        foreach (DottedKeyItemSyntax item in key.DotKeys)
        {
            path.Add((Name(item.Key), Place(item.Key ?? (SyntaxNode)item)));
        }

        return path;
    }

    private static string Name(BareKeyOrStringValueSyntax? key) => key switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? string.Empty,
        StringValueSyntax text => text.Value ?? string.Empty,
        _ => string.Empty,
    };

    private SourcePlace Place(SyntaxNode node) => new(_origin.Display, node.Span.Start.Line + 1, node.Span.Start.Column + 1);

    private ManifestValue? ConvertValue(ValueSyntax value)
    {
        SourcePlace place = Place(value);
        return value switch
        {
            StringValueSyntax text => Scalar(ScalarKind.Text, text.Value ?? string.Empty, text.Value ?? string.Empty),
            BooleanValueSyntax flag => Scalar(ScalarKind.Flag, flag.Value, flag.Token?.Text),
            FloatValueSyntax number => Scalar(ScalarKind.Float, number.Value, number.Token?.Text),
            IntegerValueSyntax integer => Scalar(ScalarKind.Integer, Integer(integer), integer.Token?.Text),
            DateTimeValueSyntax date => ConvertDate(date, place),
            ArraySyntax array => ConvertArray(array, place),
            InlineTableSyntax table => ConvertInlineTable(table, place),
            _ => Report(place, "This kind of value is not known here."),
        };

        ManifestScalar Scalar(ScalarKind kind, object content, string? literal) => new(place, _origin, kind, content, literal?.Trim() ?? string.Empty);
    }

    // TOML's integers end at 63 bits; Tomlyn lets 16 hexadecimal digits through as a negative number. Addresses and masks need 64.
    private static Int128 Integer(IntegerValueSyntax integer)
    {
        bool isPrefixed = integer.Token?.TokenKind is TokenKind.IntegerHexa or TokenKind.IntegerOctal or TokenKind.IntegerBinary;
        return isPrefixed ? (Int128)unchecked((ulong)integer.Value) : integer.Value;
    }

    private ManifestScalar? ConvertDate(DateTimeValueSyntax date, SourcePlace place)
    {
        if (date.Kind == SyntaxKind.LocalTime)
        {
            return Report(place, "A time without a date says nothing here; write date and time: 2001-11-15T00:00:00Z.");
        }

        string literal = date.Token?.Text?.Trim() ?? date.Value.DateTime.ToString("O", CultureInfo.InvariantCulture);
        return new ManifestScalar(place, _origin, ScalarKind.Date, date.Value.DateTime, literal);
    }

    private ManifestArray ConvertArray(ArraySyntax syntax, SourcePlace place)
    {
        var array = new ManifestArray(place, _origin, ofTables: false);
        foreach (ArrayItemSyntax item in syntax.Items)
        {
            if (item.Value is not null && ConvertValue(item.Value) is { } value)
            {
                array.Items.Add(value);
            }
        }

        return array;
    }

    private ManifestTable ConvertInlineTable(InlineTableSyntax syntax, SourcePlace place)
    {
        var table = new ManifestTable(place, _origin, TableForm.Header);
        var builder = new TomlTableBuilder(_origin, _diagnostics);
        foreach (InlineTableItemSyntax item in syntax.Items)
        {
            if (item.KeyValue is not null)
            {
                Add(builder, table, item.KeyValue);
            }
        }

        table.Form = TableForm.Inline;
        return table;
    }

    private ManifestScalar? Report(SourcePlace place, string message)
    {
        _diagnostics.Add(place, message);
        return null;
    }
}

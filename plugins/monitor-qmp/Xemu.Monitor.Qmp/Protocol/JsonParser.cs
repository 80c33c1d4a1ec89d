using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>Reads a JSON value as QMP servers take it: RFC 8259, and strings in single quotes as well (qmp-spec: "JSON data structures").</summary>
/// <remarks>Whole numbers keep their 64 bits; whatever is wrong is one <see cref="QmpException"/>.</remarks>
internal ref struct JsonParser
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _maxDepth;
    private int _at;
    private int _depth;

    private JsonParser(ReadOnlySpan<byte> text, int maxDepth)
    {
        _text = text;
        _maxDepth = maxDepth;
    }

    /// <summary>Reads a value that fills the text.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="maxDepth">Most brackets open at once.</param>
    /// <exception cref="QmpException">It is no such value.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> text, int maxDepth = 128)
    {
        var parser = new JsonParser(text, maxDepth);
        JsonNode? value = parser.Value();
        parser.SkipBlanks();
        return parser._at == text.Length ? value : throw Wrong("unexpected text after the value");
    }

    private static QmpException Wrong(string what) => new($"JSON parse error, {what}");

    private JsonNode? Value()
    {
        SkipBlanks();
        switch (Peek())
        {
            case (byte)'{':
                return Object();
            case (byte)'[':
                return Array();
            case (byte)'"' or (byte)'\'':
                return JsonValue.Create(String());
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return Number();
            default:
                return Word();
        }
    }

    private JsonObject Object()
    {
        Enter();
        var result = new JsonObject();
        if (!TryTake((byte)'}'))
        {
            do
            {
                SkipBlanks();
                if (Peek() is not ((byte)'"' or (byte)'\''))
                {
                    throw Wrong("key is not a string in object");
                }

                string key = String();
                if (!TryTake((byte)':'))
                {
                    throw Wrong("missing : in object pair");
                }

                JsonNode? value = Value();
                if (!result.TryAdd(key, value))
                {
                    throw Wrong($"duplicate key '{key}'");
                }
            }
            while (TryTake((byte)','));
            if (!TryTake((byte)'}'))
            {
                throw Wrong("expected separator in dict");
            }
        }

        _depth--;
        return result;
    }

    private JsonArray Array()
    {
        Enter();
        var result = new JsonArray();
        if (!TryTake((byte)']'))
        {
            do
            {
                result.Add(Value());
            }
            while (TryTake((byte)','));
            if (!TryTake((byte)']'))
            {
                throw Wrong("expected separator in list");
            }
        }

        _depth--;
        return result;
    }

    private void Enter()
    {
        _at++;
        if (++_depth > _maxDepth)
        {
            throw Wrong($"nesting is deeper than {_maxDepth}");
        }
    }

    private string String()
    {
        byte quote = _text[_at++];
        int start = _at;
        bool hasEscapes = false;
        while (true)
        {
            byte b = Peek();
            if (b == quote && _at < _text.Length)
            {
                break;
            }

            if (b < 0x20)
            {
                throw Wrong("control character or end inside a string");
            }

            hasEscapes |= b == (byte)'\\';
            _at += b == (byte)'\\' ? 2 : 1;
        }

        ReadOnlySpan<byte> raw = _text[start.._at++];
        string text;
        try
        {
            text = StrictUtf8.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong("invalid UTF-8 sequence in string");
        }

        return hasEscapes ? Unescape(text) : text;
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                _ = result.Append(text[i]);
                continue;
            }

            char kind = ++i < text.Length ? text[i] : '\0';
            _ = result.Append(kind switch
            {
                '"' or '\'' or '\\' or '/' => kind,
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => Hex(text, ref i),
                _ => throw Wrong("invalid escape in string"),
            });
        }

        string unescaped = result.ToString();
        for (int i = 0; i < unescaped.Length; i++)
        {
            if (unescaped[i] == '\0' || (char.IsSurrogate(unescaped[i]) && !char.IsSurrogatePair(unescaped, i)))
            {
                throw Wrong("\\u0000 or half a surrogate pair in string");
            }

            i += char.IsSurrogate(unescaped[i]) ? 1 : 0;
        }

        return unescaped;
    }

    private static char Hex(string text, ref int at)
    {
        if (at + 4 < text.Length && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            at += 4;
            return (char)code;
        }

        throw Wrong("invalid \\u escape in string");
    }

    private JsonValue Number()
    {
        int start = _at;
        _ = Skip((byte)'-');
        int digits = _at;
        SkipDigits();
        if (_at == digits || (_text[digits] == (byte)'0' && _at > digits + 1))
        {
            throw Wrong("invalid number");
        }

        bool isWhole = true;
        if (Skip((byte)'.'))
        {
            isWhole = false;
            RequireDigits();
        }

        if (Peek() is (byte)'e' or (byte)'E')
        {
            isWhole = false;
            _at++;
            _ = Skip((byte)'+') || Skip((byte)'-');
            RequireDigits();
        }

        string text = Encoding.ASCII.GetString(_text[start.._at]);
        if (isWhole && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return JsonValue.Create(whole);
        }

        if (isWhole && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong large))
        {
            return JsonValue.Create(large);
        }

        double real = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(real) ? JsonValue.Create(real) : throw Wrong("number out of range");
    }

    private JsonValue? Word()
    {
        int start = _at;
        while (Peek() is >= (byte)'a' and <= (byte)'z')
        {
            _at++;
        }

        ReadOnlySpan<byte> word = _text[start.._at];
        return word.SequenceEqual("true"u8) ? JsonValue.Create(true)
            : word.SequenceEqual("false"u8) ? JsonValue.Create(false)
            : word.SequenceEqual("null"u8) ? null
            : throw Wrong("expecting value");
    }

    private void RequireDigits()
    {
        int start = _at;
        SkipDigits();
        if (_at == start)
        {
            throw Wrong("invalid number");
        }
    }

    private void SkipDigits()
    {
        while (Peek() is >= (byte)'0' and <= (byte)'9')
        {
            _at++;
        }
    }

    private void SkipBlanks()
    {
        while (Peek() is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private bool TryTake(byte wanted)
    {
        SkipBlanks();
        return Skip(wanted);
    }

    private bool Skip(byte wanted)
    {
        bool isThere = Peek() == wanted;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private readonly byte Peek() => _at < _text.Length ? _text[_at] : (byte)0;
}

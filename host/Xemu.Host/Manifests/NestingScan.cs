namespace Xemu.Host;

/// <summary>Finds brackets that nest too deep before a recursive parser sees them.</summary>
internal static class NestingScan
{
    public const int MaxDepth = 32;

    /// <summary>The offset of the first bracket that is too deep, or -1.</summary>
    public static int FindTooDeep(string text)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '#':
                    i = EndOfLine(text, i);
                    break;
                case '"':
                case '\'':
                    i = EndOfText(text, i);
                    break;
                case '[' or '{':
                    if (++depth > MaxDepth)
                    {
                        return i;
                    }

                    break;
                case ']' or '}':
                    depth = Math.Max(0, depth - 1);
                    break;
                default:
                    break;
            }
        }

        return -1;
    }

    private static int EndOfLine(string text, int start)
    {
        int end = text.IndexOf('\n', start);
        return end < 0 ? text.Length : end;
    }

    // An unfinished text of one line ends at the line's end: the parser reports it, and goes on after it.
    private static int EndOfText(string text, int start)
    {
        char quote = text[start];
        bool isMultiLine = start + 2 < text.Length && text[start + 1] == quote && text[start + 2] == quote;
        for (int i = start + (isMultiLine ? 3 : 1); i < text.Length; i++)
        {
            if (text[i] == '\\' && quote == '"')
            {
                i++;
            }
            else if (text[i] == '\n' && !isMultiLine)
            {
                return i;
            }
            else if (text[i] == quote && (!isMultiLine || (i + 2 < text.Length && text[i + 1] == quote && text[i + 2] == quote)))
            {
                return isMultiLine ? i + 2 : i;
            }
        }

        return text.Length;
    }
}

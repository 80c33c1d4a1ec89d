using System.Text;

namespace Xemu.Frontend.Views;

/// <summary>The last lines of a serial console, as plain text: control sequences are left out, not obeyed, except backspace, carriage return and tab.</summary>
internal sealed class ConsolePane
{
    private const int MostLines = 200;
    private const int LongestLine = 400;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly StringBuilder _line = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private int _column;
    private Sequence _sequence;

    /// <summary>Where in a control sequence the output is.</summary>
    private enum Sequence
    {
        None,
        Escape,
        Parameters,
        Text,
    }

    /// <summary>Whether anything has been written.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>Counts writes, so that a viewer sees that something is new.</summary>
    public long Version { get; private set; }

    /// <summary>Takes output; any thread.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            Span<char> characters = stackalloc char[256];
            while (!data.IsEmpty)
            {
                ReadOnlySpan<byte> piece = data[..Math.Min(data.Length, 128)];
                int count = _decoder.GetChars(piece, characters, flush: false);
                foreach (char character in characters[..count])
                {
                    Put(character);
                }

                data = data[piece.Length..];
            }

            IsUsed = true;
            Version++;
        }
    }

    /// <summary>The last lines, the unfinished one last, wrapped at a width.</summary>
    public IReadOnlyList<string> Tail(int width, int count)
    {
        var wrapped = new List<string>();
        lock (_gate)
        {
            foreach (string line in _lines.TakeLast(count).Append(_line.ToString()))
            {
                for (int start = 0; start == 0 || start < line.Length; start += width)
                {
                    wrapped.Add(line.Substring(start, Math.Min(width, line.Length - start)));
                }
            }
        }

        return wrapped.Count <= count ? wrapped : wrapped[^count..];
    }

    private void Put(char character)
    {
        switch (_sequence)
        {
            case Sequence.Escape:
                _sequence = character switch
                {
                    '[' => Sequence.Parameters,
                    ']' => Sequence.Text,
                    _ => Sequence.None,
                };
                return;
            case Sequence.Parameters:
                _sequence = character is >= '@' and <= '~' ? Sequence.None : Sequence.Parameters;
                return;
            case Sequence.Text:
                _sequence = character switch
                {
                    '\a' => Sequence.None,
                    '\u001b' => Sequence.Escape,
                    _ => Sequence.Text,
                };
                return;
        }

        switch (character)
        {
            case '\u001b':
                _sequence = Sequence.Escape;
                break;
            case '\n':
                EndLine();
                break;
            case '\r':
                _column = 0;
                break;
            case '\b':
                _column = Math.Max(_column - 1, 0);
                break;
            case '\t':
                do
                {
                    PutVisible(' ');
                }
                while (_column % 8 != 0 && _column < LongestLine);
                break;
            case >= ' ':
                PutVisible(character);
                break;
        }
    }

    private void PutVisible(char character)
    {
        if (_column >= LongestLine)
        {
            EndLine();
        }

        if (_column < _line.Length)
        {
            _line[_column] = character;
        }
        else
        {
            _ = _line.Append(character);
        }

        _column++;
    }

    private void EndLine()
    {
        _lines.Enqueue(_line.ToString());
        if (_lines.Count > MostLines)
        {
            _ = _lines.Dequeue();
        }

        _ = _line.Clear();
        _column = 0;
    }
}

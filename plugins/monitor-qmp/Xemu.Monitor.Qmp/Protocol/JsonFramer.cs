using System.Buffers;

namespace Xemu.Monitor.Qmp;

/// <summary>Cuts the bytes of a connection into JSON values: an object or array ends with its last bracket, anything else at a line's end.</summary>
/// <remarks>Clients are not required to send line ends, nor to send one value a packet (qmp-spec: "General Definitions").</remarks>
internal sealed class JsonFramer
{
    private readonly ArrayBufferWriter<byte> _message = new(512);
    private readonly int _maxBytes;
    private readonly int _maxDepth;
    private int _depth;
    private byte _quote;
    private bool _escaped;
    private bool _isLine;

    /// <summary>Makes a framer.</summary>
    /// <param name="maxBytes">Most bytes of a value.</param>
    /// <param name="maxDepth">Most brackets open at once.</param>
    public JsonFramer(int maxBytes, int maxDepth)
    {
        _maxBytes = maxBytes;
        _maxDepth = maxDepth;
    }

    /// <summary>Whether no value has begun.</summary>
    public bool IsIdle => _message.WrittenCount == 0;

    /// <summary>The value that was taken last, until the next is looked for.</summary>
    public ReadOnlySpan<byte> Message => _message.WrittenSpan;

    /// <summary>Takes bytes up to the end of a value.</summary>
    /// <param name="bytes">The bytes; what was used is cut off.</param>
    /// <returns>Whether there is a value: <see cref="Message"/>.</returns>
    /// <exception cref="QmpException">The value is too long or too deep; the connection cannot go on.</exception>
    public bool TryTake(ref ReadOnlySpan<byte> bytes)
    {
        if (_depth == 0 && !_isLine)
        {
            // The last value was given out.
            _message.ResetWrittenCount();
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            if (IsIdle && IsBlank(b))
            {
                continue;
            }

            bool isEnd = Step(b);
            if (!(isEnd && _isLine))
            {
                Append(b);
            }

            if (isEnd)
            {
                _isLine = false;
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        bytes = [];
        return false;
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private bool Step(byte b)
    {
        if (_quote != 0)
        {
            bool closes = b == _quote && !_escaped;
            _escaped = b == (byte)'\\' && !_escaped;
            _quote = closes ? (byte)0 : _quote;
            return false;
        }

        if (_isLine)
        {
            return b == (byte)'\n';
        }

        switch (b)
        {
            case (byte)'{' or (byte)'[':
                if (++_depth > _maxDepth)
                {
                    throw new QmpException($"JSON nesting is deeper than {_maxDepth}.");
                }

                return false;
            case (byte)'}' or (byte)']' when _depth > 0:
                return --_depth == 0;
            case (byte)'"' or (byte)'\'' when _depth > 0:
                _quote = b;
                return false;
            default:
                // A value that is no object is refused whatever it is; its line is its end.
                _isLine = _depth == 0;
                return false;
        }
    }

    private void Append(byte b)
    {
        if (_message.WrittenCount >= _maxBytes)
        {
            throw new QmpException($"A JSON value is longer than {_maxBytes} bytes.");
        }

        _message.GetSpan(1)[0] = b;
        _message.Advance(1);
    }
}

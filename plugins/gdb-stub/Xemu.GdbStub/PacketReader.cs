namespace Xemu.GdbStub;

/// <summary>Takes packets out of what a client sends, byte by byte. Whatever comes, it holds no more than one packet of <see cref="MaxBytes"/>.</summary>
/// <remarks>GDB manual, appendix "Remote Protocol", "Overview".</remarks>
internal sealed class PacketReader
{
    /// <summary>Most bytes of a packet, without its frame.</summary>
    public const int MaxBytes = 0x4000;

    private readonly byte[] _buffer = new byte[MaxBytes];
    private State _state;
    private int _length;
    private byte _sum;
    private int _high;

    private enum State
    {
        Between,
        Inside,
        FirstDigit,
        SecondDigit,
    }

    /// <summary>The last packet's bytes, escapes still in place; valid until the next byte.</summary>
    public ReadOnlySpan<byte> Packet => _buffer.AsSpan(0, Math.Min(_length, MaxBytes));

    /// <summary>Takes a byte and says what it completed.</summary>
    public PacketEvent Take(byte value)
    {
        switch (_state)
        {
            case State.Between:
                return TakeBetween(value);
            case State.Inside when value == '#':
                _state = State.FirstDigit;
                return PacketEvent.None;
            case State.Inside when value == '$':
                Begin();
                return PacketEvent.None;
            case State.Inside:
                _sum += value;
                if (_length < MaxBytes)
                {
                    _buffer[_length] = value;
                }

                // One above the limit says "too long"; no client can make it wrap.
                _length = Math.Min(_length + 1, MaxBytes + 1);
                return PacketEvent.None;
            case State.FirstDigit or State.SecondDigit when value == '$':
                // The end of the last packet was lost.
                Begin();
                return PacketEvent.Damaged;
            case State.FirstDigit:
                _high = Hex.Digit(value);
                _state = State.SecondDigit;
                return PacketEvent.None;
            default:
                _state = State.Between;
                int low = Hex.Digit(value);
                bool good = _high >= 0 && low >= 0 && ((_high << 4) | low) == _sum;
                return !good ? PacketEvent.Damaged : _length > MaxBytes ? PacketEvent.TooLong : PacketEvent.Packet;
        }
    }

    private PacketEvent TakeBetween(byte value)
    {
        switch (value)
        {
            case (byte)'$':
                Begin();
                return PacketEvent.None;
            case (byte)'+':
                return PacketEvent.Acknowledged;
            case (byte)'-':
                return PacketEvent.Refused;
            case 3:
                return PacketEvent.Interrupt;
            default:
                return PacketEvent.None;
        }
    }

    private void Begin()
    {
        _state = State.Inside;
        _length = 0;
        _sum = 0;
    }
}

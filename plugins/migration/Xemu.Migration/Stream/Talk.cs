using System.Buffers.Binary;
using System.Text;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>What two machines say to one another beside the state; all of it in QEMU's frames.</summary>
/// <remarks>
/// The source asks for the return path and pings with a number that says how many page channels there are and whether the machine itself comes. The
/// destination answers with the pong, and at the end with "shut": 0 when it has everything and could run. Only then the source confirms, by another ping,
/// and only when that has come the destination runs: a source that got no answer may run on without a doubt. Before it refuses, the destination says why.
/// </remarks>
internal static class Talk
{
    /// <summary>The destination's reason, a message of our own on the return path: be16 kind, be16 length, UTF-8.</summary>
    public const ushort ReasonKind = 0x7E58;

    /// <summary>Most bytes of a reason.</summary>
    public const int ReasonBytes = 2000;

    /// <summary>The ping that confirms.</summary>
    public const uint Confirmation = 0x5845_4D59;

    private const uint Mark = 0x5845_0000;
    private const uint MarkMask = 0xFFFF_FE00;
    private const uint HandoverBit = 0x100;

    /// <summary>The number of the first ping.</summary>
    public static uint Announce(int channels, bool isHandover) => Mark | (isHandover ? HandoverBit : 0) | (uint)channels;

    /// <summary>Whether a ping is ours, and what it says.</summary>
    public static bool TryUnderstand(uint ping, out int channels, out bool isHandover)
    {
        channels = (byte)ping;
        isHandover = (ping & HandoverBit) != 0;
        return (ping & MarkMask) == Mark;
    }

    public static void Say(IMigrationChannel channel, ReturnPathKind kind, uint value)
    {
        Span<byte> bytes = stackalloc byte[ReturnPathMessage.Bytes];
        new ReturnPathMessage(kind, value).Write(bytes);
        channel.Write(0, bytes);
    }

    /// <summary>Says why, and that nothing will come of it.</summary>
    public static void Refuse(IMigrationChannel channel, string reason)
    {
        byte[] text = Encoding.UTF8.GetBytes(reason);
        text = text.Length > ReasonBytes ? text[..ReasonBytes] : text;
        byte[] message = new byte[4 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, ReasonKind);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)text.Length);
        text.CopyTo(message, 4);
        channel.Write(0, message);
        Say(channel, ReturnPathKind.Shut, 1);
    }

    /// <summary>Reads a message of the return path.</summary>
    /// <param name="channel">The main channel.</param>
    /// <param name="reason">The text of a reason, else null.</param>
    /// <returns>The message, where it is no reason.</returns>
    public static ReturnPathMessage Listen(IMigrationChannel channel, out string? reason)
    {
        Span<byte> bytes = stackalloc byte[ReturnPathMessage.Bytes];
        channel.Read(0, bytes[..4]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        reason = null;
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes) == ReasonKind && length <= ReasonBytes)
        {
            byte[] text = new byte[length];
            channel.Read(0, text);
            reason = Printable(text);
            return default;
        }

        if (!ReturnPathMessage.TryRead(bytes[..4], out ReturnPathMessage message))
        {
            channel.Read(0, bytes[4..]);
            _ = ReturnPathMessage.TryRead(bytes, out message);
        }

        return message;
    }

    // It comes from a peer and goes to a terminal.
    private static string Printable(byte[] text) =>
        new([.. Encoding.UTF8.GetString(text).Select(static c => char.IsControl(c) ? ' ' : c)]);
}

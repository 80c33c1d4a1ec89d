namespace Xemu.GdbStub;

/// <summary>What a byte from the client completed.</summary>
internal enum PacketEvent
{
    None,

    /// <summary>A whole packet.</summary>
    Packet,

    /// <summary>A packet whose checksum is wrong.</summary>
    Damaged,

    /// <summary>A packet above the size that was announced.</summary>
    TooLong,

    /// <summary>The client has our last packet.</summary>
    Acknowledged,

    /// <summary>The client wants our last packet again.</summary>
    Refused,

    /// <summary>Ctrl-C.</summary>
    Interrupt,
}

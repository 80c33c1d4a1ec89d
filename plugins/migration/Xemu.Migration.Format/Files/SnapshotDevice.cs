namespace Xemu.Migration.Format;

/// <summary>A device section of a file.</summary>
public sealed class SnapshotDevice
{
    internal SnapshotDevice(string name, uint instance)
    {
        Name = name;
        Instance = instance;
    }

    /// <summary>The section's name: of ours the component's id.</summary>
    public string Name { get; }

    /// <summary>Number among sections of one name.</summary>
    public uint Instance { get; }

    /// <summary>The section's version.</summary>
    public uint Version { get; internal init; }

    /// <summary>Where its payload stands; -1 when it was not reached.</summary>
    public long Position { get; internal init; } = -1;

    /// <summary>Its payload; empty when it was not reached.</summary>
    public ReadOnlyMemory<byte> Payload { get; internal init; }

    /// <summary>Its state; none when it could not be parsed.</summary>
    public VmStateNode? State { get; internal init; }

    /// <summary>Why it could not be parsed.</summary>
    public string? Problem { get; internal init; }
}

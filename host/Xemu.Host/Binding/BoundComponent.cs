namespace Xemu.Host;

/// <summary>A component that is known to be right, ready to be made.</summary>
internal sealed class BoundComponent
{
    public required string Id { get; init; }

    /// <summary>Where the manifest has it.</summary>
    public required SourcePlace Place { get; init; }

    public required ComponentTypeEntry Type { get; init; }

    public required ManifestTable Table { get; init; }

    /// <summary>The options record; its references are filled when their components exist.</summary>
    public required object Options { get; init; }

    public required IReadOnlyList<ReferenceSlot> References { get; init; }

    /// <summary>The bus, or null.</summary>
    public BusPlace? Bus { get; set; }

    public IEnumerable<string> Dependencies => References.SelectMany(slot => slot.Targets).Select(target => target.Id);
}

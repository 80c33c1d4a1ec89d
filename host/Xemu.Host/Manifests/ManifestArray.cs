namespace Xemu.Host;

/// <summary>An array, or an array of tables.</summary>
internal sealed class ManifestArray(SourcePlace place, ManifestOrigin origin, bool ofTables) : ManifestValue(place, origin)
{
    public List<ManifestValue> Items { get; } = [];

    /// <summary>Written with <c>[[name]]</c> headers, so that more may follow.</summary>
    public bool IsOfTables { get; } = ofTables;

    public override string KindName => "an array";
}

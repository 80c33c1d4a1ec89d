namespace Xemu.Migration.Format;

/// <summary>The recorded checksum of a device section.</summary>
/// <param name="Name">The section's name.</param>
/// <param name="Instance">Its instance.</param>
/// <param name="Hash">XXH3-64 of its payload.</param>
public readonly record struct SectionChecksum(string Name, uint Instance, ulong Hash);

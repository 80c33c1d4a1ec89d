namespace Xemu.Migration.Format;

/// <summary>One device section, ready to be written: see <see cref="VmStateWriter"/>.</summary>
/// <param name="VmsdName">Name of the description, the component type's name say.</param>
/// <param name="Version">The section's version.</param>
/// <param name="Payload">What stands between the section's header and its footer.</param>
/// <param name="Description">Its JSON members <c>"vmsd_name"</c> to <c>"subsections"</c>, without braces.</param>
public sealed record VmStateSection(string VmsdName, uint Version, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Description);

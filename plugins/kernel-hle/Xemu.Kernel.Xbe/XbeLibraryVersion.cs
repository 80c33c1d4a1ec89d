namespace Xemu.Kernel.Xbe;

/// <summary>A library that the program was linked with.</summary>
/// <param name="Name">Up to eight characters.</param>
/// <param name="Major">Major version.</param>
/// <param name="Minor">Minor version.</param>
/// <param name="Build">Build.</param>
/// <param name="Flags">Number of the fix (bits 0 to 12), approval (bits 13 and 14), debug build (bit 15).</param>
internal sealed record XbeLibraryVersion(string Name, ushort Major, ushort Minor, ushort Build, ushort Flags)
{
    /// <summary>Number of the fix.</summary>
    public int Fix => Flags & 0x1FFF;

    /// <summary>Whether it is the debug build.</summary>
    public bool IsDebug => (Flags & 0x8000) != 0;
}

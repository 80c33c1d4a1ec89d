namespace Xemu.Kernel.Xbe;

/// <summary>What each thread gets of its own. Addresses are the guest's.</summary>
/// <param name="DataStart">First byte of what is copied; with <see cref="DataEnd"/> a range within the image.</param>
/// <param name="DataEnd">The byte after it.</param>
/// <param name="IndexAddress">Where the program keeps its index; unchecked.</param>
/// <param name="CallbackAddress">A list of routines, or 0; unchecked.</param>
/// <param name="ZeroFillBytes">How many zeros follow the data; no more than 16 MiB.</param>
/// <param name="Characteristics">Flags.</param>
internal sealed record XbeTlsDirectory(uint DataStart, uint DataEnd, uint IndexAddress, uint CallbackAddress, uint ZeroFillBytes, uint Characteristics)
{
    /// <summary>How many bytes are copied.</summary>
    public uint DataBytes => DataEnd - DataStart;
}

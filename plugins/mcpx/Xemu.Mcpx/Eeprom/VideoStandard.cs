namespace Xemu.Mcpx;

/// <summary>Television standard of the console, as its EEPROM holds it.</summary>
/// <remarks>Source: xboxdevwiki "EEPROM", video standard.</remarks>
internal enum VideoStandard : uint
{
    NtscM = 0x0040_0100,
    NtscJ = 0x0040_0200,
    PalI = 0x0080_0300,
    PalM = 0x0040_0400,
}

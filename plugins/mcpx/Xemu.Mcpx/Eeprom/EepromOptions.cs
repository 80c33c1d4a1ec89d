using Xemu.Abstractions;

namespace Xemu.Mcpx;

internal sealed record EepromOptions
{
    [Option("File with the 256 bytes, made when it does not exist; \"data:/eeprom.bin\" is the user's own. In memory only when left out.")]
    public FilePath? File { get; init; }

    [Option("Serial number of a new EEPROM, twelve digits; its network address and online key follow from it.", Pattern = "[0-9]{12}")]
    public string Serial { get; init; } = "000000000001";

    [Option("Television standard of a new EEPROM.")]
    public VideoStandard Video { get; init; } = VideoStandard.NtscM;

    [Option("Language of a new EEPROM: 1 English, 2 Japanese, 3 German, 4 French, 5 Spanish, 6 Italian.", Min = 0, Max = 255)]
    public int Language { get; init; } = 1;
}

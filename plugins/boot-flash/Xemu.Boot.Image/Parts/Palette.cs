namespace Xemu.Boot.Image;

/// <summary>The colours of texts and panels, red in bits 16 to 23.</summary>
internal static class Palette
{
    public const uint Title = 0xFF_FFFF;
    public const uint Heading = 0x7C_E38B;
    public const uint Label = 0x9F_B8D8;
    public const uint Value = 0xF4_F7FB;
    public const uint Dim = 0x6C_86AC;
    public const uint Panel = 0x0A_1222;
    public const uint Accent = 0x7C_E38B;
    public const uint Grid = 0x34_4A70;
}

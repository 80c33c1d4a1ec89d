namespace Xemu.Kernel.Demo;

/// <summary>The demo's colours.</summary>
internal static class Colors
{
    public const uint White = 0xFFFFFF;
    public const uint Label = 0x8FA8CC;
    public const uint Value = 0xE8F0FF;
    public const uint Accent = 0x4FD882;
    public const uint Warm = 0xFFB454;
    public const uint Field = 0x0A1226;
    public const uint PanelTint = 0x080E1C;
    public const uint Edge = 0x2C4066;
}

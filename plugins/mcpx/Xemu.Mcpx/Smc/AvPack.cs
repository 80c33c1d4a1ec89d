namespace Xemu.Mcpx;

/// <summary>What is plugged into the video connector; the numbers are the SMC's.</summary>
/// <remarks>Source: xboxdevwiki "AV Cables", SMC constants.</remarks>
internal enum AvPack
{
    Scart = 0,
    Hdtv = 1,
    Vga = 2,
    Rfu = 3,
    SVideo = 4,
    Standard = 6,
    None = 7,
}

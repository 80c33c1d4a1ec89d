namespace Xemu.Kernel.Demo;

/// <summary>Where things are in the picture, in pixels.</summary>
internal static class Places
{
    public const int CubeLeft = 456;
    public const int CubeTop = 4;
    public const int CubeWidth = 168;
    public const int CubeHeight = 100;
    public const int PanelTop = 140;
    public const int PanelHeight = 296;
    public const int LeftPanel = 24;
    public const int LeftWidth = 304;
    public const int RightPanel = 340;
    public const int RightWidth = 276;
    public const int Inset = RightPanel + 12;
    public const int SmallWidth = 140;
    public const int ClockTop = 212;
    public const int ClockHeight = 40;
    public const int BarTop = 284;
    public const int BarHeight = 16;
    public const int WaveTop = 330;
    public const int WaveHeight = 64;
    public const int WaveWidth = RightWidth - 24;
    public const int JuliaLeft = RightPanel + 160;
    public const int JuliaTop = 196;
    public const int JuliaSize = 104;
    public const int CountersTop = 404;
    public const int CountersHeight = 22;
}

namespace Xemu.Gpu.Nv2a;

/// <summary>What holds methods up.</summary>
[Flags]
internal enum GraphHolds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A trap, until the driver has acknowledged it.</summary>
    Trap = 1,

    /// <summary>A flip that has not come.</summary>
    Flip = 2,

    /// <summary>NOTIFY: the next method comes alone.</summary>
    Notice = 4,
}

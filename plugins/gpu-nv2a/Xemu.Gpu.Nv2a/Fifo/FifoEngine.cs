namespace Xemu.Gpu.Nv2a;

/// <summary>Who executes methods.</summary>
internal enum FifoEngine
{
    /// <summary>The driver, told by an interrupt.</summary>
    Software = 0,

    /// <summary>PGRAPH.</summary>
    Graphics = 1,

    /// <summary>The video decoder, which the console's chip lacks.</summary>
    Video = 2,
}

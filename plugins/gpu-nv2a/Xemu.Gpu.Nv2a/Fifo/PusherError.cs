namespace Xemu.Gpu.Nv2a;

/// <summary>Why the pusher stopped: bits 29 to 31 of DMA_STATE.</summary>
internal enum PusherError
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>A call inside a subroutine.</summary>
    Call = 1,

    /// <summary>A method that the cache cannot hold.</summary>
    Method = 2,

    /// <summary>A return outside of a subroutine.</summary>
    Return = 3,

    /// <summary>A command word that means nothing.</summary>
    ReservedCommand = 4,

    /// <summary>An address outside of the DMA object.</summary>
    Protection = 6,
}

namespace Xemu.Gpu.Nv2a;

/// <summary>Why the FIFO stopped.</summary>
internal enum FifoStop
{
    /// <summary>It has nothing to do, or waits for a register to be written.</summary>
    Idle,

    /// <summary>A semaphore has not the value yet that is waited for.</summary>
    Waiting,

    /// <summary>The run was long enough.</summary>
    Spent,

    /// <summary>Somebody else wants to touch it.</summary>
    GaveWay,
}

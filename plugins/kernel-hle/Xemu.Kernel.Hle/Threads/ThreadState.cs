namespace Xemu.Kernel.Hle;

/// <summary>KTHREAD.State.</summary>
internal enum ThreadState : byte
{
    Initialized = 0,
    Ready = 1,
    Running = 2,
    Standby = 3,
    Terminated = 4,
    Waiting = 5,
}

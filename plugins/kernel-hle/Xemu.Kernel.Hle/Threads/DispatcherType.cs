namespace Xemu.Kernel.Hle;

/// <summary>The type byte of a dispatcher header.</summary>
internal enum DispatcherType : byte
{
    NotificationEvent = 0,
    SynchronizationEvent = 1,
    Mutant = 2,
    Process = 3,
    Queue = 4,
    Semaphore = 5,
    Thread = 6,
    NotificationTimer = 8,
    SynchronizationTimer = 9,
}

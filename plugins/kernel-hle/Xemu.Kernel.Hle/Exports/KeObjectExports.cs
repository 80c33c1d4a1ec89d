namespace Xemu.Kernel.Hle;

/// <summary>Ke: events, mutants, semaphores, timers, queues, device queues.</summary>
internal static class KeObjectExports
{
    private const uint DeviceQueueList = 4;
    private const uint DeviceQueueBusy = 3;
    private const uint DeviceQueueSortKey = 8;
    private const uint DeviceQueueInserted = 12;
    private const ushort DeviceQueueType = 0x14;

    public static void Register(ExportTable exports)
    {
        exports.Serve("KeInitializeEvent", InitializeEvent);
        exports.Serve("KeSetEvent", static call => (uint)call.Kernel.Dispatcher.SetEvent(call[0], (int)call[1]));
        exports.Serve("KeSetEventBoostPriority", SetEventBoost);
        exports.Serve("KeResetEvent", static call => (uint)call.Kernel.Dispatcher.ResetEvent(call[0]));
        exports.Serve("KePulseEvent", static call => (uint)call.Kernel.Dispatcher.PulseEvent(call[0], (int)call[1]));
        exports.Serve("KeInitializeMutant", InitializeMutant);
        exports.Serve("KeReleaseMutant", ReleaseMutant);
        exports.Serve("KeInitializeSemaphore", InitializeSemaphore);
        exports.Serve("KeReleaseSemaphore", ReleaseSemaphore);
        exports.Serve("KeInitializeTimerEx", InitializeTimer);
        exports.Serve("KeSetTimer", static call => call.Kernel.Timers.Set(call[0], (long)call.Quad(1), 0, call[3]) ? 1U : 0);
        exports.Serve("KeSetTimerEx", static call => call.Kernel.Timers.Set(call[0], (long)call.Quad(1), call[3], call[4]) ? 1U : 0);
        exports.Serve("KeCancelTimer", static call => call.Kernel.Timers.Cancel(call[0]) ? 1U : 0);
        exports.Serve("KeInitializeQueue", static call => KernelQueues.Initialize(call.Kernel, call[0], call[1]));
        exports.Serve("KeInsertQueue", static call => (uint)KernelQueues.Insert(call.Kernel, call[0], call[1], first: false));
        exports.Serve("KeInsertHeadQueue", static call => (uint)KernelQueues.Insert(call.Kernel, call[0], call[1], first: true));
        exports.Serve("KeRemoveQueue", static call => KernelQueues.Remove(call, call[0], call.Byte(1) != 0, call[2]));
        exports.Serve("KeRundownQueue", static call => KernelQueues.Rundown(call.Kernel, call[0]));
        exports.Serve("KeInitializeDeviceQueue", InitializeDeviceQueue);
        exports.Serve("KeInsertDeviceQueue", static call => InsertDevice(call, byKey: false));
        exports.Serve("KeInsertByKeyDeviceQueue", static call => InsertDevice(call, byKey: true));
        exports.Serve("KeRemoveDeviceQueue", static call => RemoveDevice(call, key: null));
        exports.Serve("KeRemoveByKeyDeviceQueue", static call => RemoveDevice(call, call[1]));
        exports.Serve("KeRemoveEntryDeviceQueue", RemoveDeviceEntry);
    }

    private static uint InitializeEvent(KernelCall call)
    {
        DispatcherType type = call[1] == 0 ? DispatcherType.NotificationEvent : DispatcherType.SynchronizationEvent;
        call.Kernel.Dispatcher.Initialize(call[0], type, 0x10, call.Byte(2) != 0 ? 1 : 0);
        return 0;
    }

    private static uint SetEventBoost(KernelCall call)
    {
        (uint obj, uint place) = (call[0], call[1]);
        uint first = call.Memory.Read32(obj + DispatcherHeader.WaitList);
        if (place != 0 && first != obj + DispatcherHeader.WaitList)
        {
            call.Memory.Write32(place, call.Memory.Read32(first + WaitBlock.Thread));
        }

        _ = call.Kernel.Dispatcher.SetEvent(obj, 1);
        return 0;
    }

    private static uint InitializeMutant(KernelCall call)
    {
        Kernel kernel = call.Kernel;
        uint mutant = call[0];
        bool owned = call.Byte(1) != 0;
        kernel.Dispatcher.Initialize(mutant, DispatcherType.Mutant, 0x20, owned ? 0 : 1);
        call.Memory.Write32(mutant + DispatcherHeader.MutantOwner, owned ? kernel.Threads.Current : 0);
        call.Memory.Write8(mutant + DispatcherHeader.MutantAbandoned, 0);
        if (owned)
        {
            kernel.Lists.InsertHead(kernel.Threads.Current + Kthread.MutantList, mutant + DispatcherHeader.MutantListEntry);
        }

        return 0;
    }

    private static uint ReleaseMutant(KernelCall call)
    {
        uint status = call.Kernel.Dispatcher.ReleaseMutant(call[0], call.Kernel.Threads.Current, call.Byte(2) != 0, (int)call[1], out int before);
        return status == NtStatus.Success ? (uint)before : call.Kernel.Exceptions.RaiseStatus(call, status);
    }

    private static uint InitializeSemaphore(KernelCall call)
    {
        call.Kernel.Dispatcher.Initialize(call[0], DispatcherType.Semaphore, 0x14, (int)call[1]);
        call.Memory.Write32(call[0] + DispatcherHeader.SemaphoreLimit, call[2]);
        return 0;
    }

    private static uint ReleaseSemaphore(KernelCall call) => call.Kernel.Dispatcher.TryReleaseSemaphore(call[0], (int)call[2], (int)call[1], out int before)
        ? (uint)before
        : call.Kernel.Exceptions.RaiseStatus(call, NtStatus.SemaphoreLimitExceeded);

    private static uint InitializeTimer(KernelCall call)
    {
        uint timer = call[0];
        _ = call.Kernel.Timers.Cancel(timer);
        call.Kernel.Dispatcher.Initialize(timer, call[1] == 0 ? DispatcherType.NotificationTimer : DispatcherType.SynchronizationTimer, 0x28, 0);
        call.Memory.Write64(timer + DispatcherHeader.TimerDueTime, 0);
        call.Memory.Write32(timer + DispatcherHeader.TimerDpc, 0);
        call.Memory.Write32(timer + DispatcherHeader.TimerPeriod, 0);
        return 0;
    }

    private static uint InitializeDeviceQueue(KernelCall call)
    {
        uint queue = call[0];
        call.Memory.Write16(queue, DeviceQueueType);
        call.Memory.Write8(queue + 2, 12);
        call.Memory.Write8(queue + DeviceQueueBusy, 0);
        call.Kernel.Lists.Initialize(queue + DeviceQueueList);
        return 0;
    }

    /// <summary>A queue that is not busy becomes busy instead of taking the entry.</summary>
    private static uint InsertDevice(KernelCall call, bool byKey)
    {
        (uint queue, uint entry) = (call[0], call[1]);
        uint key = byKey ? call[2] : 0;
        if (call.Memory.Read8(queue + DeviceQueueBusy) == 0)
        {
            call.Memory.Write8(queue + DeviceQueueBusy, 1);
            call.Memory.Write8(entry + DeviceQueueInserted, 0);
            return 0;
        }

        call.Memory.Write32(entry + DeviceQueueSortKey, key);
        uint before = queue + DeviceQueueList;
        if (byKey)
        {
            before = call.Kernel.Lists.Entries(before).Find(e => call.Memory.Read32(e + DeviceQueueSortKey) > key) is not 0 and var later ? later : before;
        }

        call.Kernel.Lists.InsertTail(before, entry);
        call.Memory.Write8(entry + DeviceQueueInserted, 1);
        return 1;
    }

    private static uint RemoveDevice(KernelCall call, uint? key)
    {
        uint queue = call[0];
        List<uint> entries = call.Kernel.Lists.Entries(queue + DeviceQueueList);
        if (entries.Count == 0)
        {
            call.Memory.Write8(queue + DeviceQueueBusy, 0);
            return 0;
        }

        uint entry = key is { } wanted && entries.Find(e => call.Memory.Read32(e + DeviceQueueSortKey) >= wanted) is not 0 and var found ? found : entries[0];
        call.Kernel.Lists.Remove(entry);
        call.Memory.Write8(entry + DeviceQueueInserted, 0);
        return entry;
    }

    private static uint RemoveDeviceEntry(KernelCall call)
    {
        uint entry = call[1];
        if (call.Memory.Read8(entry + DeviceQueueInserted) == 0)
        {
            return 0;
        }

        call.Memory.Write8(entry + DeviceQueueInserted, 0);
        call.Kernel.Lists.Remove(entry);
        return 1;
    }
}

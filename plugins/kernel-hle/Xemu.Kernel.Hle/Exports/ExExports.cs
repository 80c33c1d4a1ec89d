namespace Xemu.Kernel.Hle;

/// <summary>Ex: pool, settings, read-write locks, exceptions.</summary>
internal static class ExExports
{
    private const uint NoTag = 0x656E_6F4E;

    public static void Register(ExportTable exports)
    {
        exports.Serve("ExAllocatePool", static call => call.Kernel.Pool.Allocate(call[0], NoTag));
        exports.Serve("ExAllocatePoolWithTag", static call => call.Kernel.Pool.Allocate(call[0], call[1]));
        exports.Serve("ExFreePool", FreePool);
        exports.Serve("ExQueryPoolBlockSize", static call => call.Kernel.Pool.SizeOf(call[0]));
        exports.Serve("ExQueryNonVolatileSetting", QuerySetting);
        exports.Serve("ExSaveNonVolatileSetting", SaveSetting);
        exports.Serve("ExInitializeReadWriteLock", ReadWriteLocks.Initialize);
        exports.Serve("ExAcquireReadWriteLockExclusive", ReadWriteLocks.AcquireExclusive);
        exports.Serve("ExAcquireReadWriteLockShared", ReadWriteLocks.AcquireShared);
        exports.Serve("ExReleaseReadWriteLock", ReadWriteLocks.Release);
        exports.Serve("ExRaiseException", static call => call.Kernel.Exceptions.RaiseRecord(call, call[0]));
        exports.Serve("ExRaiseStatus", static call => call.Kernel.Exceptions.RaiseStatus(call, call[0]));
    }

    private static uint FreePool(KernelCall call)
    {
        _ = call.Kernel.Pool.Free(call[0]);
        return 0;
    }

    /// <summary>(ValueIndex, Type, Value, ValueLength, ResultLength).</summary>
    private static uint QuerySetting(KernelCall call)
    {
        if (call.Kernel.Eeprom.Read(call[0], out uint type) is not { } value)
        {
            return NtStatus.ObjectNameNotFound;
        }

        call.WriteOptional(call[4], (uint)value.Length);
        if (call[3] < value.Length)
        {
            return NtStatus.BufferTooSmall;
        }

        // That the rest of a longer buffer becomes zeros is how nboxkrnl does it: unverified on the console.
        call.Memory.Probe(call[2], call[3], isWrite: true);
        call.Memory.Write(call[2], value);
        call.Memory.Fill(call[2] + (uint)value.Length, call[3] - (uint)value.Length, 0);
        call.WriteOptional(call[1], type);
        return NtStatus.Success;
    }

    /// <summary>(ValueIndex, Type, Value, ValueLength).</summary>
    private static uint SaveSetting(KernelCall call)
    {
        byte[] value = new byte[Math.Min(call[3], Eeprom.Bytes + 1U)];
        call.Memory.Read(call[2], value);
        return call.Kernel.Eeprom.TryWrite(call[0], value) ? NtStatus.Success : NtStatus.ObjectNameNotFound;
    }
}

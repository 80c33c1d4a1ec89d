namespace Xemu.Kernel.Hle;

/// <summary>Deferred procedure calls: a list in the processor control region, run at dispatch level on a stack of their own.</summary>
internal sealed class Dpcs(Kernel kernel)
{
    /// <summary>KDPC as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
    private const uint Type = 0;
    private const uint Inserted = 2;
    private const uint ListEntry = 4;
    private const uint Routine = 12;
    private const uint Context = 16;
    private const uint Argument1 = 20;
    private const uint Argument2 = 24;
    private const ushort DpcType = 0x13;

    private GuestMemory Memory => kernel.Memory;

    /// <summary>Whether one waits that was asked for. What was queued while another ran is asked for by the end of that one.</summary>
    public bool HasPending => Memory.Read32(Pcr.DpcRequested) != 0 && !kernel.Lists.IsEmpty(Pcr.DpcList);

    /// <summary>Whether one runs.</summary>
    public bool IsActive => Memory.Read32(Pcr.DpcRoutineActive) != 0;

    /// <summary>Fills a KDPC in.</summary>
    public void Initialize(uint dpc, uint routine, uint context)
    {
        Memory.Write16(dpc + Type, DpcType);
        Memory.Write8(dpc + Inserted, 0);
        Memory.Write32(dpc + Routine, routine);
        Memory.Write32(dpc + Context, context);
    }

    /// <summary>Queues a DPC.</summary>
    /// <returns>Whether it was not queued already.</returns>
    public bool Insert(uint dpc, uint argument1, uint argument2)
    {
        if (Memory.Read8(dpc + Inserted) != 0)
        {
            return false;
        }

        Memory.Write8(dpc + Inserted, 1);
        Memory.Write32(dpc + Argument1, argument1);
        Memory.Write32(dpc + Argument2, argument2);
        kernel.Lists.InsertTail(Pcr.DpcList, dpc + ListEntry);
        if (!IsActive)
        {
            Request();
        }

        return true;
    }

    /// <summary>Asks for the deferred calls that wait.</summary>
    public void Request()
    {
        Memory.Write32(Pcr.DpcRequested, 1);
        kernel.NotePending();
    }

    /// <summary>Takes that back.</summary>
    public void Unrequest() => Memory.Write32(Pcr.DpcRequested, 0);

    /// <summary>Takes a DPC out of the queue.</summary>
    /// <returns>Whether it was queued.</returns>
    public bool Remove(uint dpc)
    {
        if (Memory.Read8(dpc + Inserted) == 0)
        {
            return false;
        }

        Memory.Write8(dpc + Inserted, 0);
        kernel.Lists.Remove(dpc + ListEntry);
        if (kernel.Lists.IsEmpty(Pcr.DpcList))
        {
            Unrequest();
        }

        return true;
    }

    /// <summary>Begins the first DPC of the queue.</summary>
    /// <param name="frame">The frame that goes on afterwards.</param>
    /// <returns>The frame of the DPC's routine.</returns>
    public uint Begin(uint frame)
    {
        uint dpc = kernel.Lists.RemoveHead(Pcr.DpcList) - ListEntry;
        Memory.Write8(dpc + Inserted, 0);
        Memory.Write32(Pcr.DpcRoutineActive, 1);
        var record = new CallbackRecord(CallbackKind.Dpc, frame, kernel.Irql, Memory.Read32(Pcr.ExceptionList));
        Memory.Write32(Pcr.ExceptionList, uint.MaxValue);
        kernel.Irql = Irql.Dispatch;
        return kernel.Callbacks.Build(
            KernelLayout.DpcStackTop, record, Memory.Read32(dpc + Routine), [dpc, Memory.Read32(dpc + Context), Memory.Read32(dpc + Argument1), Memory.Read32(dpc + Argument2)]);
    }

    /// <summary>Ends the DPC that has returned.</summary>
    /// <returns>The frame that goes on.</returns>
    public uint End(CallbackRecord record)
    {
        Memory.Write32(Pcr.DpcRoutineActive, 0);
        Memory.Write32(Pcr.DpcRequested, kernel.Lists.IsEmpty(Pcr.DpcList) ? 0U : 1);
        Memory.Write32(Pcr.ExceptionList, record.B);
        kernel.Irql = (byte)record.A;
        return record.Frame;
    }
}

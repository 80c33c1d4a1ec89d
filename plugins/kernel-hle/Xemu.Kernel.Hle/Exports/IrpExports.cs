namespace Xemu.Kernel.Hle;

/// <summary>Io: I/O request packets, and what the guest code that sends and completes them asks of the platform.</summary>
internal static class IrpExports
{
    private const int KernelRoutineArgument1 = 3;

    public static void Register(ExportTable exports)
    {
        exports.Serve("IoAllocateIrp", static call => call.Kernel.Irps.Allocate((sbyte)call.Byte(0)));
        exports.Serve("IoInitializeIrp", Initialize);
        exports.Serve("IoFreeIrp", Free);
        exports.Serve("IoQueueThreadIrp", Queue);
        exports.Serve("IoMarkIrpMustComplete", MarkMustComplete);
        exports.Serve("IoBuildDeviceIoControlRequest", BuildControl);
        exports.Serve("IoBuildSynchronousFsdRequest", BuildSynchronous);
        exports.Serve("IoBuildAsynchronousFsdRequest", BuildAsynchronous);
        exports.Serve("IrpPerform", static call => call.Kernel.Requests.Perform(call[0], call[1]));
        exports.Serve("IrpFinish", Finish);
        exports.Serve("IrpDeliver", Deliver);
        exports.Serve("IrpRelease", Release);
        exports.Serve("IrpRundown", Rundown);
    }

    /// <summary>(Irp, PacketSize, StackSize).</summary>
    private static uint Initialize(KernelCall call)
    {
        call.Kernel.Irps.Initialize(call[0], (ushort)call[1], (sbyte)call.Byte(2));
        return 0;
    }

    private static uint Free(KernelCall call)
    {
        call.Kernel.Irps.Free(call[0]);
        return 0;
    }

    private static uint Queue(KernelCall call)
    {
        call.Kernel.Irps.Queue(call[0]);
        return 0;
    }

    private static uint MarkMustComplete(KernelCall call)
    {
        uint place = call.Memory.Read32(call[0] + Irp.StackLocation) + IrpStack.Control;
        call.Memory.Write8(place, (byte)(call.Memory.Read8(place) | IrpStack.MustComplete));
        return 0;
    }

    /// <summary>(IoControlCode, DeviceObject, InputBuffer, InputBufferLength, OutputBuffer, OutputBufferLength, InternalDeviceIoControl, Event, IoStatusBlock).</summary>
    private static uint BuildControl(KernelCall call)
    {
        MajorFunction function = call.Byte(6) != 0 ? MajorFunction.InternalDeviceControl : MajorFunction.DeviceControl;
        return Queued(call, call.Kernel.Irps.BuildControl(call[1], function, call[0], call[2], call[3], call[4], call[5], call[8], call[7]));
    }

    /// <summary>(MajorFunction, DeviceObject, Buffer, Length, StartingOffset, Event, IoStatusBlock).</summary>
    private static uint BuildSynchronous(KernelCall call) =>
        Queued(call, call.Kernel.Irps.BuildTransfer(call[1], call.Byte(0), call[2], call[3], OffsetAt(call), call[6], call[5]));

    /// <summary>(MajorFunction, DeviceObject, Buffer, Length, StartingOffset, IoStatusBlock). The packet is in no thread's list: its driver's completion routine keeps it.</summary>
    private static uint BuildAsynchronous(KernelCall call) =>
        call.Kernel.Irps.BuildTransfer(call[1], call.Byte(0), call[2], call[3], OffsetAt(call), call[5], 0);

    private static uint Queued(KernelCall call, uint irp)
    {
        if (irp != 0)
        {
            call.Kernel.Irps.Queue(irp);
        }

        return irp;
    }

    private static ulong OffsetAt(KernelCall call) => call[4] == 0 ? 0 : call.Memory.Read64(call[4]);

    /// <summary>(Irp, PriorityBoost).</summary>
    private static uint Finish(KernelCall call)
    {
        call.Kernel.Completion.Finish(call[0], (sbyte)call.Byte(1));
        return 0;
    }

    /// <summary>The kernel routine of a packet's KAPC: (Apc, NormalRoutine, NormalContext, SystemArgument1, SystemArgument2), all by address.</summary>
    private static uint Deliver(KernelCall call)
    {
        call.Kernel.Completion.Deliver(call[0] - Irp.Apc, call.Memory.Read32(call[KernelRoutineArgument1]));
        return 0;
    }

    /// <summary>The kernel routine of the user's APC, whose KAPC is the packet's.</summary>
    private static uint Release(KernelCall call)
    {
        call.Kernel.Irps.Free(call[0] - Irp.Apc);
        return 0;
    }

    /// <summary>(Apc): the rundown routine of both.</summary>
    private static uint Rundown(KernelCall call)
    {
        call.Kernel.Completion.Drop(call[0] - Irp.Apc);
        return 0;
    }
}

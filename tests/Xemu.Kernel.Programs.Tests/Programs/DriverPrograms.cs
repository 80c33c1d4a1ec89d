using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Programs with a driver of their own, and requests to the kernel's devices.</summary>
internal static class DriverPrograms
{
    private const int Pending = 0x103;
    private const uint MoreProcessing = 0xC000_0016;
    private const uint InvalidRequest = 0xC000_0010;
    private const uint NameNotFound = 0xC000_0034;
    private const int MajorRead = 2;
    private const int MajorWrite = 3;
    private const int MajorControl = 10;

    /// <summary>DRIVER_OBJECT: StartIo, DeleteDevice, DismountVolume, 14 functions.</summary>
    private const uint DriverBytes = 0x44;
    private const uint DriverFunctions = 12;
    private const int DeviceType = 0x22;

    /// <summary>Places in DEVICE_OBJECT, IRP, IO_STACK_LOCATION.</summary>
    private const int CurrentIrp = 0x10;
    private const int Extension = 0x18;
    private const int StackSize = 0x1E;
    private const int IrpStatus = 0x10;
    private const int IrpInformation = 0x14;
    private const int IrpPendingReturned = 0x1A;
    private const int IrpCancel = 0x1B;
    private const int IrpUserBuffer = 0x30;
    private const int IrpLocation = 0x5C;
    private const int LocationBytes = 0x24;
    private const int LocationControl = 3;
    private const int LocationLength = 4;
    private const int LocationOffset = 12;
    private const int LocationRoutine = 0x1C;
    private const int LocationContext = 0x20;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        ["driver-control"] = new(Control, [0, 0, 0x4321, 0x11, 0, 0x4321 + 5, 4, InvalidRequest, InvalidRequest, 9, NameNotFound]),

        // Both are sent at dispatch level: the second packet waits in the queue until a DPC is done with the first; each result comes on its thread.
        ["driver-start-io"] = new(StartIo, [0, 2, 0x51, Pending, Pending, 2, 0x52, 0, 0x10, 0, 0x20]),

        // Two devices: routines from the lower to the upper; one keeps the packet and completes it again.
        ["driver-stacked"] = new(Stacked, [0, 0, 0x71, 0x70, 1, 0x72, 1, 0x73, Pending, 0x55, 0x77]),
        ["driver-of-the-kernel"] = new(KernelDevice, [0, 0x200, 0x1234_5678, 0, 0x1234_5678, 0xC000_000D, 0, 0x200, 0x99, InvalidRequest]),
        ["driver-cancelled"] = new(Cancelled, [Pending, 0x81, 0xC000_0120, 1]),
    };

    /// <summary>A control code that is answered at once, functions that are not served, and the end of the device.</summary>
    private static void Control(ProgramText t)
    {
        (uint driver, uint device) = (t.Data.Variable(DriverBytes), t.Data.Variable());
        (uint input, uint output, uint length) = (t.Data.Dwords(0x4321), t.Data.Variable(), t.Data.Variable());
        (GuestRoutine control, GuestRoutine gone) = (t.Routine("control"), t.Routine("gone"));
        SetDriver(t, driver, (DriverFunctions + (MajorControl * 4), control), (4U, gone));
        t.ReportCall("IoCreateDevice", driver, 0x10, t.Data.CountedText("\\Device\\Own"), DeviceType, 0, device);
        t.C.mov(eax, At(device));
        t.C.mov(eax, __dword_ptr[eax + Extension]);
        t.C.mov(__dword_ptr[eax], 5);
        t.Call("ObReferenceObjectByName", t.Data.CountedText("\\Device\\Own"), 0, 0, 0, output);
        t.C.mov(eax, At(output));
        t.C.sub(eax, At(device));
        t.Report(eax);
        t.Call("ObfDereferenceObject", At(device));
        t.ReportCall("IoSynchronousDeviceIoControlRequest", 0x11, At(device), input, 4, output, 4, length, 0);
        t.Report(At(output));
        t.Report(At(length));
        t.ReportCall("IoSynchronousDeviceIoControlRequest", 0x11, At(device), input, 4, output, 4, length, 1);
        t.ReportCall("IoSynchronousFsdRequest", MajorRead, At(device), output, 4, 0);
        t.Call("IoDeleteDevice", At(device));
        t.ReportCall("ObReferenceObjectByName", t.Data.CountedText("\\Device\\Own"), 0, 0, 0, output);
        t.Program.End();
        t.Callback(control, 2, () =>
        {
            t.C.push(ebx);
            t.C.mov(ecx, Argument(1));
            t.C.mov(ebx, __dword_ptr[ecx + IrpLocation]);
            t.C.mov(eax, __dword_ptr[ebx + 8]);
            t.C.mov(eax, __dword_ptr[eax]);
            t.Report(eax);
            t.Report(__dword_ptr[ebx + 16]);
            t.C.mov(edx, Argument(0));
            t.C.mov(edx, __dword_ptr[edx + Extension]);
            t.C.add(eax, __dword_ptr[edx]);
            t.C.mov(edx, __dword_ptr[ecx + IrpUserBuffer]);
            t.C.mov(__dword_ptr[edx], eax);
            t.C.pop(ebx);
            Complete(t, 0, 4);
            t.C.xor(eax, eax);
        });
        t.Callback(gone, 1, () =>
        {
            t.Report(9);
            t.Call("ObfDereferenceObject", Argument(0));
        });
    }

    private static void StartIo(ProgramText t)
    {
        (uint driver, uint device) = (t.Data.Variable(DriverBytes), t.Data.Variable());
        (uint first, uint second, uint dpc) = (t.Data.Variable(32), t.Data.Variable(32), t.Data.Variable(32));
        (GuestRoutine read, GuestRoutine start, GuestRoutine deferred) = (t.Routine("read"), t.Routine("start"), t.Routine("deferred"));
        SetDriver(t, driver, (0U, start), (DriverFunctions + (MajorRead * 4), read));
        t.Call("KeInitializeDpc", dpc, deferred, device);
        t.ReportCall("IoCreateDevice", driver, 0, 0, DeviceType, 0, device);
        t.Call("KeRaiseIrqlToDpcLevel");
        SendRead(t, device, first, 0x10);
        SendRead(t, device, second, 0x20);
        t.Call("KfLowerIrql", 0);
        foreach (uint block in (ReadOnlySpan<uint>)[first, second])
        {
            t.Call("KeWaitForSingleObject", block, 0, 0, 0, 0);
        }

        foreach (uint block in (ReadOnlySpan<uint>)[first, second])
        {
            t.Report(At(block + 16));
            t.Report(At(block + 20));
        }

        t.Program.End();
        t.Callback(read, 2, () =>
        {
            t.C.mov(eax, Argument(1));
            t.C.mov(eax, __dword_ptr[eax + IrpLocation]);
            t.C.or(__byte_ptr[eax + LocationControl], 1);
            t.Call("IoStartPacket", Argument(0), Argument(1), 0);
            t.C.mov(eax, Pending);
        });
        t.Callback(start, 2, () =>
        {
            t.Call("KeGetCurrentIrql");
            t.Report(eax);
            t.C.mov(eax, Argument(0));
            t.C.mov(eax, __dword_ptr[eax + CurrentIrp]);
            t.C.mov(eax, __dword_ptr[eax + IrpLocation]);
            t.C.mov(eax, __dword_ptr[eax + LocationLength]);
            t.C.shr(eax, 4);
            t.C.add(eax, 0x50);
            t.Report(eax);
            t.Call("KeInsertQueueDpc", dpc, 0, 0);
        });
        t.Callback(deferred, 4, () =>
        {
            t.C.push(ebx);
            t.C.push(esi);
            t.C.mov(ebx, At(device));
            t.C.mov(esi, __dword_ptr[ebx + CurrentIrp]);
            t.C.mov(eax, __dword_ptr[esi + IrpLocation]);
            t.C.mov(eax, __dword_ptr[eax + LocationLength]);
            t.C.mov(__dword_ptr[esi + IrpInformation], eax);
            t.C.mov(__dword_ptr[esi + IrpStatus], 0);
            t.Call("IoStartNextPacket", ebx);
            t.Call("IofCompleteRequest", esi, 1);
            t.C.pop(esi);
            t.C.pop(ebx);
        });
    }

    /// <summary>Builds a read of some bytes with event and status block at a place, and reports what sending it gives.</summary>
    private static void SendRead(ProgramText t, uint device, uint place, int length)
    {
        t.Call("KeInitializeEvent", place, 0, 0);
        t.Call("IoBuildSynchronousFsdRequest", MajorRead, At(device), 0, length, 0, place, place + 16);
        t.ReportCall("IofCallDriver", At(device), eax);
    }

    private static void Stacked(ProgramText t)
    {
        (uint driver, uint lower, uint upper) = (t.Data.Variable(DriverBytes), t.Data.Variable(), t.Data.Variable());
        (GuestRoutine write, GuestRoutine below, GuestRoutine passed, GuestRoutine kept) = (t.Routine("write"), t.Routine("below"), t.Routine("passed"), t.Routine("kept"));
        uint kernelDriver = t.Data.Variable(DriverBytes);
        SetDriver(t, driver, (DriverFunctions + (MajorWrite * 4), write));
        SetDriver(t, kernelDriver, (DriverFunctions + (MajorWrite * 4), below));
        t.ReportCall("IoCreateDevice", kernelDriver, 0, 0, DeviceType, 0, lower);
        t.ReportCall("IoCreateDevice", driver, 0, 0, DeviceType, 0, upper);
        t.C.mov(eax, At(upper));
        t.C.mov(__byte_ptr[eax + StackSize], 2);

        // An asynchronous packet with a routine of the sender's own, which keeps it.
        t.Call("IoAllocateIrp", 3);
        t.C.mov(esi, eax);
        SetNext(t, esi, MajorWrite, kept, 0x73);
        t.Report(0x71);
        t.ReportCall("IofCallDriver", At(upper), esi);
        t.Report(__dword_ptr[esi + IrpInformation]);
        t.Call("IoFreeIrp", esi);
        t.Report(0x77);
        t.Program.End();
        t.Callback(write, 2, () =>
        {
            t.C.push(esi);
            t.C.mov(esi, Argument(1));
            t.Report(0x70);
            SetNext(t, esi, MajorWrite, passed, 0x72);
            t.Call("IofCallDriver", At(lower), esi);
            t.C.pop(esi);
        });
        t.Callback(below, 2, () =>
        {
            t.C.mov(ecx, Argument(1));
            t.C.mov(eax, __dword_ptr[ecx + IrpLocation]);
            t.C.or(__byte_ptr[eax + LocationControl], 1);
            Complete(t, 0, 0x55);
            t.C.mov(eax, Pending);
        });
        EmitRoutine(t, passed, 0);
        EmitRoutine(t, kept, MoreProcessing);
    }

    /// <summary>A completion routine that reports whether the packet was pending and its context, and passes the pending on.</summary>
    private static void EmitRoutine(ProgramText t, GuestRoutine routine, uint result) => t.Callback(routine, 3, () =>
    {
        Label done = t.C.CreateLabel();
        t.C.mov(ecx, Argument(1));
        t.C.movzx(eax, __byte_ptr[ecx + IrpPendingReturned]);
        t.Report(eax);
        t.Report(Argument(2));
        t.C.test(eax, eax);
        t.C.jz(done);
        if (result == 0)
        {
            t.C.mov(edx, __dword_ptr[ecx + IrpLocation]);
            t.C.or(__byte_ptr[edx + LocationControl], 1);
        }

        t.C.Mark(ref done);
        t.C.mov(eax, result);
    });

    /// <summary>Raw writes and reads of the disk, and what its driver refuses.</summary>
    private static void KernelDevice(ProgramText t)
    {
        (uint device, uint offset, uint block) = (t.Data.Variable(), t.Data.Dwords(0x1000, 0), t.Data.Variable(32));
        uint buffer = t.Data.Variable(0x400);
        t.Call("ObReferenceObjectByName", t.Data.CountedText("\\Device\\Harddisk0\\Partition0"), 0, 0, 0, device);
        t.C.mov(At(buffer), 0x1234_5678);
        t.ReportCall("IoSynchronousFsdRequest", MajorWrite, At(device), buffer, 0x200, offset);
        t.C.mov(eax, At(device));
        t.Report(__dword_ptr[eax + 0x20]);
        t.C.mov(At(buffer), 0);
        t.Call("IoSynchronousFsdRequest", MajorRead, At(device), buffer, 0x200, offset);
        t.Report(At(buffer));

        // With the control code of the geometry.
        t.ReportCall("IoSynchronousDeviceIoControlRequest", 0x0007_0000, At(device), 0, 0, buffer + 0x200, 0x18, 0, 0);
        t.Report(At(buffer));
        t.ReportCall("IoSynchronousFsdRequest", MajorRead, At(device), buffer, 0x100, offset);
        t.Call("KeInitializeEvent", block, 0, 0);
        t.Call("IoBuildSynchronousFsdRequest", MajorRead, At(device), buffer, 0x200, offset, block, block + 16);
        t.Call("IofCallDriver", At(device), eax);
        t.Report(At(block + 16));
        t.Report(At(block + 20));
        t.Report(0x99);
        t.ReportCall("IoSynchronousDeviceIoControlRequest", 0x0004_D014, At(device), 0, 0, 0, 0, 0, 0);
        t.Program.End();
    }

    /// <summary>A packet that is cancelled: its routine is called for that alone.</summary>
    private static void Cancelled(ProgramText t)
    {
        (uint driver, uint device) = (t.Data.Variable(DriverBytes), t.Data.Variable());
        (GuestRoutine read, GuestRoutine routine) = (t.Routine("read"), t.Routine("routine"));
        const byte OnCancel = 0x20;
        SetDriver(t, driver, (DriverFunctions + (MajorRead * 4), read));
        t.Call("IoCreateDevice", driver, 0, 0, DeviceType, 0, device);
        t.Call("IoAllocateIrp", 1);
        t.C.mov(esi, eax);
        SetNext(t, esi, MajorRead, routine, 0x81, OnCancel);
        t.ReportCall("IofCallDriver", At(device), esi);
        t.C.mov(__byte_ptr[esi + IrpCancel], 1);
        t.C.mov(__dword_ptr[esi + IrpStatus], unchecked((int)0xC000_0120));
        t.Call("IofCompleteRequest", esi, 0);
        t.Report(__dword_ptr[esi + IrpStatus]);
        t.C.movzx(eax, __byte_ptr[esi + IrpPendingReturned]);
        t.Report(eax);
        t.Program.End();
        t.Callback(read, 2, () =>
        {
            t.C.mov(eax, Argument(1));
            t.C.mov(eax, __dword_ptr[eax + IrpLocation]);
            t.C.or(__byte_ptr[eax + LocationControl], 1);
            t.C.mov(eax, Pending);
        });
        t.Callback(routine, 3, () =>
        {
            t.Report(Argument(2));
            t.C.mov(eax, MoreProcessing);
        });
    }

    /// <summary>Sets the location of the next driver, with a completion routine.</summary>
    private static void SetNext(ProgramText t, AssemblerRegister32 irp, byte major, GuestRoutine routine, int context, byte when = 0xE0)
    {
        t.C.mov(eax, __dword_ptr[irp + IrpLocation]);
        t.C.sub(eax, LocationBytes);
        t.C.mov(__byte_ptr[eax], major);
        t.C.mov(__byte_ptr[eax + LocationControl], when);
        t.C.mov(__dword_ptr[eax + LocationOffset], 0);
        t.C.mov(ecx, At(routine.Cell));
        t.C.mov(__dword_ptr[eax + LocationRoutine], ecx);
        t.C.mov(__dword_ptr[eax + LocationContext], context);
    }

    /// <summary>Completes the packet of a driver's routine.</summary>
    private static void Complete(ProgramText t, int status, int information)
    {
        t.C.mov(ecx, Argument(1));
        t.C.mov(__dword_ptr[ecx + IrpStatus], status);
        t.C.mov(__dword_ptr[ecx + IrpInformation], information);
        t.Call("IofCompleteRequest", Argument(1), 0);
    }

    /// <summary>Fills a DRIVER_OBJECT in: every function is one that is not served, but those given by their places.</summary>
    private static void SetDriver(ProgramText t, uint driver, params ReadOnlySpan<(uint Offset, GuestRoutine Routine)> routines)
    {
        t.Program.LoadVariable(eax, "IoInvalidDeviceRequest");
        for (uint offset = DriverFunctions; offset < DriverBytes; offset += 4)
        {
            t.C.mov(At(driver + offset), eax);
        }

        foreach ((uint offset, GuestRoutine routine) in routines)
        {
            t.C.mov(eax, At(routine.Cell));
            t.C.mov(At(driver + offset), eax);
        }
    }
}

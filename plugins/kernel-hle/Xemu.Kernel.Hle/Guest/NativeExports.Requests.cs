using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <content>I/O request packets on their way: what calls drivers of the program is guest code, so that nothing of the platform's waits for them.</content>
internal sealed partial class NativeExports
{
    private const int EventBytes = 16;

    /// <summary>Where the synchronous requests have their event and their status block, below EBP.</summary>
    private const int EventPlace = -EventBytes;
    private const int BlockPlace = EventPlace - 8;

    /// <summary>ECX: device, EDX: packet. Takes the next location and goes on in the driver's routine, which returns to the caller.</summary>
    private void CallDriver()
    {
        Label none = _c.CreateLabel();
        _c.dec(__byte_ptr[edx + (int)Irp.CurrentLocation]);
        _c.jle(none);
        _c.mov(eax, __dword_ptr[edx + (int)Irp.StackLocation]);
        _c.sub(eax, (int)IrpStack.Bytes);
        _c.mov(__dword_ptr[edx + (int)Irp.StackLocation], eax);
        _c.mov(__dword_ptr[eax + (int)IrpStack.Device], ecx);
        _c.movzx(eax, __byte_ptr[eax + (int)IrpStack.Major]);
        _c.xchg(__dword_ptr[esp], edx);
        _c.push(ecx);
        _c.push(edx);
        _c.mov(ecx, __dword_ptr[ecx + (int)DeviceObject.Driver]);
        _c.jmp(__dword_ptr[ecx + (eax * 4) + (int)DriverObject.MajorFunctions]);
        _c.Label(ref none);
        BugCheck(BugCheckCode.NoMoreIrpStackLocations, edx);
    }

    /// <summary>
    /// ECX: packet, DL: boost. Goes up the locations and calls their completion routines, until one keeps the packet.
    /// ESI: the packet, EBX: the location that is done, EDI: the boost.
    /// </summary>
    private void CompleteRequest()
    {
        (Label twice, Label next, Label skip, Label finish, Label done) = (_c.CreateLabel(), _c.CreateLabel(), _c.CreateLabel(), _c.CreateLabel(), _c.CreateLabel());
        _c.push(ebx);
        _c.push(esi);
        _c.push(edi);
        _c.mov(esi, ecx);
        _c.movsx(edi, dl);
        _c.cmp(__word_ptr[esi], Irp.TypeIrp);
        _c.jne(twice);
        CompareLocation(1);
        _c.jg(twice);
        _c.mov(ebx, __dword_ptr[esi + (int)Irp.StackLocation]);
        _c.Label(ref next);
        _c.inc(__byte_ptr[esi + (int)Irp.CurrentLocation]);
        _c.add(__dword_ptr[esi + (int)Irp.StackLocation], (int)IrpStack.Bytes);
        CompareLocation(1);
        _c.jg(finish);
        LoadWanted();
        _c.test(dl, al);
        _c.je(skip);
        CallCompletionRoutine();
        _c.cmp(eax, unchecked((int)NtStatus.MoreProcessingRequired));
        _c.je(done);
        _c.add(ebx, (int)IrpStack.Bytes);
        _c.jmp(next);
        _c.Label(ref skip);
        PassPending();
        _c.add(ebx, (int)IrpStack.Bytes);
        _c.jmp(next);
        _c.Label(ref finish);
        _c.push(edi);
        _c.push(esi);
        _c.call(_exports["IrpFinish"]);
        _c.Label(ref done);
        _c.pop(edi);
        _c.pop(esi);
        _c.pop(ebx);
        _c.ret();
        _c.Label(ref twice);
        BugCheck(BugCheckCode.MultipleIrpCompleteRequests, esi);
    }

    /// <summary>Compares the packet's location with the number of locations and some more. AL is lost.</summary>
    private void CompareLocation(int more)
    {
        _c.mov(al, __byte_ptr[esi + (int)Irp.StackCount]);
        _c.add(al, (sbyte)more);
        _c.cmp(__byte_ptr[esi + (int)Irp.CurrentLocation], al);
    }

    /// <summary>Notes whether the location's driver had returned before; DL: its control bits, AL: those of them that call for its routine now.</summary>
    private void LoadWanted()
    {
        (Label success, Label kept) = (_c.CreateLabel(), _c.CreateLabel());
        _c.movzx(edx, __byte_ptr[ebx + (int)IrpStack.Control]);
        _c.mov(al, dl);
        _c.and(al, (sbyte)IrpStack.PendingReturned);
        _c.mov(__byte_ptr[esi + (int)Irp.PendingReturned], al);
        _c.mov(al, (sbyte)IrpStack.InvokeOnSuccess);
        _c.cmp(__dword_ptr[esi + (int)Irp.Status], 0);
        _c.jge(success);
        _c.mov(al, unchecked((sbyte)IrpStack.InvokeOnError));
        _c.Label(ref success);
        _c.cmp(__byte_ptr[esi + (int)Irp.Cancel], 0);
        _c.je(kept);
        _c.or(al, (sbyte)IrpStack.InvokeOnCancel);
        _c.Label(ref kept);
        _c.zero_bytes();
    }

    /// <summary>Calls (DeviceObject, Irp, Context): the device is that of the location above, none above the last one.</summary>
    private void CallCompletionRoutine()
    {
        Label top = _c.CreateLabel();
        _c.mov(__byte_ptr[ebx + (int)IrpStack.Control], 0);
        _c.xor(ecx, ecx);
        CompareLocation(1);
        _c.jge(top);
        _c.mov(ecx, __dword_ptr[esi + (int)Irp.StackLocation]);
        _c.mov(ecx, __dword_ptr[ecx + (int)IrpStack.Device]);
        _c.Label(ref top);
        _c.push(__dword_ptr[ebx + (int)IrpStack.Context]);
        _c.push(esi);
        _c.push(ecx);
        _c.call(__dword_ptr[ebx + (int)IrpStack.Routine]);
    }

    /// <summary>Where no routine is called, that the request is pending holds for the driver above as well.</summary>
    private void PassPending()
    {
        Label done = _c.CreateLabel();
        _c.mov(__byte_ptr[ebx + (int)IrpStack.Control], 0);
        _c.cmp(__byte_ptr[esi + (int)Irp.PendingReturned], 0);
        _c.je(done);
        CompareLocation(0);
        _c.jg(done);
        _c.mov(eax, __dword_ptr[esi + (int)Irp.StackLocation]);
        _c.or(__byte_ptr[eax + (int)IrpStack.Control], (sbyte)IrpStack.PendingReturned);
        _c.Label(ref done);
        _c.zero_bytes();
    }

    /// <summary>(DeviceObject, Irp): a driver's routine for what it does not serve.</summary>
    private void InvalidDeviceRequest()
    {
        _c.mov(ecx, __dword_ptr[esp + 8]);
        _c.mov(__dword_ptr[ecx + (int)Irp.Status], unchecked((int)NtStatus.InvalidDeviceRequest));
        _c.xor(edx, edx);
        _c.call(_exports["IofCompleteRequest"]);
        _c.mov(eax, NtStatus.InvalidDeviceRequest);
        _c.ret(8);
    }

    /// <summary>(DeviceObject, Irp): the routine of the kernel's own devices, whose requests end within it.</summary>
    private void DispatchRequest()
    {
        _c.push(__dword_ptr[esp + 8]);
        _c.push(__dword_ptr[esp + 8]);
        _c.call(_exports["IrpPerform"]);
        _c.mov(ecx, __dword_ptr[esp + 8]);
        _c.push(eax);
        _c.xor(edx, edx);
        _c.call(_exports["IofCompleteRequest"]);
        _c.pop(eax);
        _c.ret(8);
    }

    /// <summary>(DeviceObject, Irp, Key or none): starts a packet, or puts it into the device's queue, at dispatch level. EBX: the level before.</summary>
    private void StartPacket()
    {
        (Label unsorted, Label inserted, Label lower) = (_c.CreateLabel(), _c.CreateLabel(), _c.CreateLabel());
        _c.push(ebx);
        _c.push(esi);
        _c.push(edi);
        _c.mov(esi, __dword_ptr[esp + 16]);
        _c.mov(edi, __dword_ptr[esp + 20]);
        _c.call(_exports["KeRaiseIrqlToDpcLevel"]);
        _c.mov(ebx, eax);
        _c.lea(ecx, __[edi + (int)Irp.DeviceQueueEntry]);
        _c.lea(edx, __[esi + (int)DeviceObject.Queue]);
        _c.mov(eax, __dword_ptr[esp + 24]);
        _c.test(eax, eax);
        _c.je(unsorted);
        _c.push(__dword_ptr[eax]);
        _c.push(ecx);
        _c.push(edx);
        _c.call(_exports["KeInsertByKeyDeviceQueue"]);
        _c.jmp(inserted);
        _c.Label(ref unsorted);
        _c.push(ecx);
        _c.push(edx);
        _c.call(_exports["KeInsertDeviceQueue"]);
        _c.Label(ref inserted);
        _c.test(al, al);
        _c.jne(lower);
        _c.mov(eax, edi);
        CallStartIo();
        _c.Label(ref lower);
        _c.mov(ecx, ebx);
        _c.call(_exports["KfLowerIrql"]);
        _c.pop(edi);
        _c.pop(esi);
        _c.pop(ebx);
        _c.ret(12);
    }

    /// <summary>(DeviceObject) or (DeviceObject, Key): starts the next packet of the device's queue.</summary>
    private void StartNextPacket(bool byKey)
    {
        Label none = _c.CreateLabel();
        _c.push(esi);
        _c.mov(esi, __dword_ptr[esp + 8]);
        _c.mov(__dword_ptr[esi + (int)DeviceObject.CurrentIrp], 0);
        if (byKey)
        {
            _c.push(__dword_ptr[esp + 12]);
        }

        _c.lea(eax, __[esi + (int)DeviceObject.Queue]);
        _c.push(eax);
        _c.call(_exports[byKey ? "KeRemoveByKeyDeviceQueue" : "KeRemoveDeviceQueue"]);
        _c.test(eax, eax);
        _c.je(none);
        _c.sub(eax, (int)Irp.DeviceQueueEntry);
        CallStartIo();
        _c.Label(ref none);
        _c.pop(esi);
        _c.ret((short)(byKey ? 8 : 4));
    }

    /// <summary>Calls the driver's StartIo for the packet in EAX, of the device in ESI.</summary>
    private void CallStartIo()
    {
        _c.mov(__dword_ptr[esi + (int)DeviceObject.CurrentIrp], eax);
        _c.push(eax);
        _c.push(esi);
        _c.mov(eax, __dword_ptr[esi + (int)DeviceObject.Driver]);
        _c.call(__dword_ptr[eax + (int)DriverObject.StartIo]);
    }

    /// <summary>(MajorFunction, DeviceObject, Buffer, Length, StartingOffset).</summary>
    private void SynchronousTransfer()
    {
        BeginSynchronous();
        PushBlockAndEvent();
        PushArguments(from: 4, to: 0);
        _c.call(_exports["IoBuildSynchronousFsdRequest"]);
        Label done = SendAndWait();
        _c.Label(ref done);
        _c.leave();
        _c.ret(20);
    }

    /// <summary>(IoControlCode, DeviceObject, InputBuffer, InputBufferLength, OutputBuffer, OutputBufferLength, ReturnedOutputBufferLength, InternalDeviceIoControl).</summary>
    private void SynchronousControl()
    {
        Label noLength = _c.CreateLabel();
        BeginSynchronous();
        PushBlockAndEvent();
        PushArguments(from: 7, to: 7);
        PushArguments(from: 5, to: 0);
        _c.call(_exports["IoBuildDeviceIoControlRequest"]);
        Label done = SendAndWait();
        _c.mov(ecx, __dword_ptr[ebp + 8 + (6 * 4)]);
        _c.test(ecx, ecx);
        _c.je(noLength);
        _c.mov(edx, __dword_ptr[ebp + BlockPlace + 4]);
        _c.mov(__dword_ptr[ecx], edx);
        _c.Label(ref noLength);
        _c.zero_bytes();
        _c.Label(ref done);
        _c.leave();
        _c.ret(32);
    }

    /// <summary>Makes an event and a status block below EBP.</summary>
    private void BeginSynchronous()
    {
        _c.push(ebp);
        _c.mov(ebp, esp);
        _c.sub(esp, -BlockPlace);
        _c.mov(__dword_ptr[ebp + BlockPlace + 4], 0);
        _c.push(0);
        _c.push(0);
        _c.lea(eax, __[ebp + EventPlace]);
        _c.push(eax);
        _c.call(_exports["KeInitializeEvent"]);
    }

    private void PushBlockAndEvent()
    {
        _c.lea(eax, __[ebp + BlockPlace]);
        _c.push(eax);
        _c.lea(eax, __[ebp + EventPlace]);
        _c.push(eax);
    }

    private void PushArguments(int from, int to)
    {
        for (int i = from; i >= to; i--)
        {
            _c.push(__dword_ptr[ebp + 8 + (i * 4)]);
        }
    }

    /// <summary>Sends the packet in EAX to the device that is the second argument, and waits for it; EAX: the result.</summary>
    /// <returns>Where it goes without a packet.</returns>
    private Label SendAndWait()
    {
        (Label built, Label none, Label done) = (_c.CreateLabel(), _c.CreateLabel(), _c.CreateLabel());
        _c.test(eax, eax);
        _c.jne(built);
        _c.mov(eax, NtStatus.InsufficientResources);
        _c.jmp(none);
        _c.Label(ref built);
        _c.mov(edx, eax);
        _c.mov(ecx, __dword_ptr[ebp + 12]);
        _c.call(_exports["IofCallDriver"]);
        _c.cmp(eax, (int)NtStatus.Pending);
        _c.jne(done);
        _c.push(0);
        _c.push(0);
        _c.push(0);
        _c.push(0);
        _c.lea(eax, __[ebp + EventPlace]);
        _c.push(eax);
        _c.call(_exports["KeWaitForSingleObject"]);
        _c.mov(eax, __dword_ptr[ebp + BlockPlace]);
        _c.Label(ref done);
        _c.zero_bytes();
        return none;
    }

    /// <summary>Ends the program: KeBugCheckEx with a packet as the first parameter.</summary>
    private void BugCheck(uint code, AssemblerRegister32 packet)
    {
        _c.push(0);
        _c.push(0);
        _c.push(0);
        _c.push(packet);
        _c.push((int)code);
        _c.call(_exports["KeBugCheckEx"]);
        _c.int3();
    }
}

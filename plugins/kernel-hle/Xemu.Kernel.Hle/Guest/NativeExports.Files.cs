using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Hle;

/// <content>Requests of files on devices of programs: sent, and waited for, on the stack of who asks.</content>
internal sealed partial class NativeExports
{
    /// <summary>(DeviceObject, Irp, FileObject or 0): sends a packet, and with a file waits for it. EAX: the status.</summary>
    private void SendFileRequest()
    {
        Label done = _c.CreateLabel();
        _c.mov(ecx, __dword_ptr[esp + 4]);
        _c.mov(edx, __dword_ptr[esp + 8]);
        _c.call(_exports["IofCallDriver"]);
        _c.cmp(eax, (int)NtStatus.Pending);
        _c.jne(done);
        _c.mov(ecx, __dword_ptr[esp + 12]);
        _c.test(ecx, ecx);
        _c.je(done);
        _c.add(ecx, (int)FileObject.Event);
        _c.push(0);
        _c.push(0);
        _c.push(0);
        _c.push(0);
        _c.push(ecx);
        _c.call(_exports["KeWaitForSingleObject"]);
        _c.mov(ecx, __dword_ptr[esp + 12]);
        _c.mov(eax, __dword_ptr[ecx + (int)FileObject.FinalStatus]);
        _c.Label(ref done);
        _c.ret(12);
    }

    /// <summary>(DeviceObject, Irp, FileObject, FileHandle): has a driver open a file; then it gets its handle, or goes. Each push moves the next argument into its place.</summary>
    private void OpenFile()
    {
        _c.push(__dword_ptr[esp + 12]);
        _c.push(__dword_ptr[esp + 12]);
        _c.push(__dword_ptr[esp + 12]);
        _c.call(_exports["FileSend"]);
        _c.mov(ecx, __dword_ptr[esp + 12]);
        _c.push(__dword_ptr[esp + 16]);
        _c.push(ecx);
        _c.push(eax);
        _c.call(_exports["FileOpened"]);
        _c.ret(16);
    }

    /// <summary>(DeviceObject, Irp of the cleanup, Irp of the close or 0, FileObject, FileHandle).</summary>
    private void CloseFile()
    {
        Label closed = _c.CreateLabel();
        _c.push(__dword_ptr[esp + 16]);
        _c.push(__dword_ptr[esp + 12]);
        _c.push(__dword_ptr[esp + 12]);
        _c.call(_exports["FileSend"]);
        _c.cmp(__dword_ptr[esp + 12], 0);
        _c.je(closed);
        _c.mov(eax, __dword_ptr[esp + 16]);
        _c.add(eax, (int)FileObject.Event);
        _c.push(eax);
        _c.call(_exports["KeResetEvent"]);
        _c.push(__dword_ptr[esp + 16]);
        _c.push(__dword_ptr[esp + 16]);
        _c.push(__dword_ptr[esp + 12]);
        _c.call(_exports["FileSend"]);
        _c.Label(ref closed);
        _c.push(__dword_ptr[esp + 12]);
        _c.push(__dword_ptr[esp + 12]);
        _c.push(__dword_ptr[esp + 28]);
        _c.call(_exports["FileClosed"]);
        _c.ret(20);
    }
}

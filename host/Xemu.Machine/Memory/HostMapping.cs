using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Xemu.Machine;

/// <summary>Zeroed host memory behind a RAM block: a memfd where the host has them, plain memory elsewhere.</summary>
internal sealed partial class HostMapping : IDisposable
{
    private const int ProtReadWrite = 3;
    private const int MapShared = 1;
    private const uint MfdCloexec = 1;
    private const nint MapFailed = -1;

    private readonly nuint _size;

    public HostMapping(string name, ulong sizeBytes)
    {
        _size = checked((nuint)sizeBytes);
        if (!OperatingSystem.IsLinux())
        {
            Descriptor = -1;
            Base = AllocatePlain(_size);
            return;
        }

        Descriptor = MemfdCreate(name, MfdCloexec);
        if (Descriptor < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"RAM block '{name}' could not be created with memfd_create");
        }

        Base = FTruncate(Descriptor, checked((long)sizeBytes)) == 0 ? MMap(0, _size, ProtReadWrite, MapShared, Descriptor, 0) : MapFailed;
        if (Base == MapFailed)
        {
            int error = Marshal.GetLastPInvokeError();
            _ = Close(Descriptor);
            throw new Win32Exception(error, $"RAM block '{name}' of {sizeBytes} bytes could not be mapped");
        }
    }

    public nint Base { get; private set; }

    public int Descriptor { get; }

    public void Dispose()
    {
        if (Base == 0)
        {
            return;
        }

        if (Descriptor < 0)
        {
            FreePlain(Base);
        }
        else
        {
            _ = MUnmap(Base, _size);
            _ = Close(Descriptor);
        }

        Base = 0;
    }

    private static unsafe nint AllocatePlain(nuint size)
    {
        // SAFETY: page-aligned and zeroed over its whole size; freed by FreePlain alone.
        void* memory = NativeMemory.AlignedAlloc(size, 4096);
        NativeMemory.Clear(memory, size);
        return (nint)memory;
    }

    private static unsafe void FreePlain(nint memory) => NativeMemory.AlignedFree((void*)memory);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int FTruncate(int descriptor, long length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MMap(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int MUnmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}

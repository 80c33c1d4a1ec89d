using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A memfd, as a RAM block has one, with a view of its own.</summary>
internal sealed unsafe class GuestMemory : IDisposable
{
    private readonly ulong _bytes;

    public GuestMemory(uint pages)
    {
        _bytes = pages * 4096ul;
        Descriptor = Libc.memfd_create("xemu-test", Libc.MemfdCloseOnExec);
        View = Libc.ftruncate(Descriptor, (long)_bytes) == 0
            ? Libc.mmap(null, _bytes, Libc.ProtRead | Libc.ProtWrite, Libc.MapShared, Descriptor, 0)
            : Libc.MapFailed;
        if (View == Libc.MapFailed)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public int Descriptor { get; }

    public byte* View { get; }

    public ref uint Dword(uint offset) => ref *(uint*)(View + offset);

    public void Dispose()
    {
        _ = Libc.munmap(View, _bytes);
        _ = Libc.close(Descriptor);
    }
}

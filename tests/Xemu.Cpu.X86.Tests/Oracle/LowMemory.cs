using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A mapping at a fixed address below 4 GiB, where 32-bit code of the host can reach it.</summary>
internal sealed partial class LowMemory : IDisposable
{
    private const int ProtReadWrite = 3;
    private const int ProtExec = 4;
    private const int MapPrivateAnonymous = 0x22;
    private const int MapFixedNoReplace = 0x10_0000;
    private readonly nuint _bytes;

    private LowMemory(nint address, nuint bytes)
    {
        Address = address;
        _bytes = bytes;
    }

    public nint Address { get; }

    /// <summary>Maps, or gives null when the place is taken or below what the kernel lets map.</summary>
    public static LowMemory? TryMap(uint address, uint bytes, bool executable)
    {
        nint got = Map((nint)address, bytes, ProtReadWrite | (executable ? ProtExec : 0), MapPrivateAnonymous | MapFixedNoReplace, -1, 0);
        if (got == -1)
        {
            return null;
        }

        if (got != (nint)address)
        {
            _ = Unmap(got, bytes);
            return null;
        }

        return new LowMemory(got, bytes);
    }

    public static LowMemory Map(uint address, uint bytes, bool executable) =>
        TryMap(address, bytes, executable) ?? throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Cannot map 0x{bytes:X} bytes at 0x{address:X}.");

    public void Dispose() => _ = Unmap(Address, _bytes);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}

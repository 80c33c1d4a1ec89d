using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>Interim.</summary>
internal sealed unsafe class JumpTable : IDisposable
{
    private const ulong GuardBytes = 64 << 10;
    private const ulong Bytes = 1UL << 34;

    public JumpTable()
    {
        byte* got = Libc.mmap(null, Bytes + GuardBytes, Libc.ProtNone, Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve, -1, 0);
        Base = got + GuardBytes;
        _ = Libc.mprotect(Base, Bytes, Libc.ProtRead | Libc.ProtWrite);
    }

    public byte* Base { get; }

    public void Set(uint eip, uint entry) => ((uint*)Base)[eip] = entry;

    public void Clear() => _ = Libc.mmap(Base, Bytes, Libc.ProtRead | Libc.ProtWrite, Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve | Libc.MapFixed, -1, 0);

    public void DropPage(uint page)
    {
        NativeMemory.Clear(Base + ((ulong)page << 14), 4096 * 4);
    }

    public void Dispose() => _ = Libc.munmap(Base - GuardBytes, Bytes + GuardBytes);
}

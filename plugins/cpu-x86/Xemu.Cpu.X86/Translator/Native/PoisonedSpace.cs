using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What the entries of a <see cref="GuestTable"/> hold that lead nowhere: distances to address space that faults, one for reads and one for writes.</summary>
/// <remarks>One for all tables of a processor; a table's memory is a private view of <see cref="Descriptor"/>'s file, which is full of such entries.</remarks>
internal sealed unsafe class PoisonedSpace : IDisposable
{
    /// <summary>Bytes of poisoned entries for reads at the start of the file; as many for writes follow.</summary>
    public const ulong FileBytes = 1 << 20;

    private const ulong SpaceBytes = 1ul << 32;
    private const ulong GuardBytes = 64 * 1024;
    private const ulong ReservedBytes = (2 * SpaceBytes) + (2 * GuardBytes);

    private readonly byte* _reserved;

    /// <exception cref="GuestWindowException">The kernel refused the address space or the memory.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux x86-64.</exception>
    public PoisonedSpace()
    {
        NativeHost.Demand();
        _reserved = Libc.mmap(null, ReservedBytes, Libc.ProtNone, Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve, -1, 0);
        if (_reserved == Libc.MapFailed)
        {
            throw new GuestWindowException($"No {ReservedBytes >> 30} GiB of address space for faults: {Marshal.GetLastPInvokeErrorMessage()}; raise the limit (ulimit -v).");
        }

        Descriptor = Libc.memfd_create("guest-tables", Libc.MemfdCloseOnExec);
        if (Descriptor < 0 || !TryFill())
        {
            string reason = Marshal.GetLastPInvokeErrorMessage();
            Dispose();
            throw new GuestWindowException($"No file in memory for tables of guest memory: {reason}.");
        }
    }

    /// <summary>The file.</summary>
    public int Descriptor { get; private set; }

    /// <summary>What is added to a linear address that may not be read.</summary>
    public ulong Read => (ulong)_reserved;

    /// <summary>What is added to a linear address that may not be written.</summary>
    public ulong Write => (ulong)_reserved + SpaceBytes + GuardBytes;

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.close(Descriptor);
            Descriptor = -1;
        }

        _ = Libc.munmap(_reserved, ReservedBytes);
    }

    private bool TryFill()
    {
        const ulong Bytes = 2 * FileBytes;
        if (Libc.ftruncate(Descriptor, (long)Bytes) != 0)
        {
            return false;
        }

        byte* view = Libc.mmap(null, Bytes, Libc.ProtRead | Libc.ProtWrite, Libc.MapShared, Descriptor, 0);
        if (view == Libc.MapFailed)
        {
            return false;
        }

        // SAFETY: the view is of so many bytes.
        new Span<ulong>(view, (int)(FileBytes / sizeof(ulong))).Fill(Read);
        new Span<ulong>(view + FileBytes, (int)(FileBytes / sizeof(ulong))).Fill(Write);
        return Libc.munmap(view, Bytes) == 0;
    }
}

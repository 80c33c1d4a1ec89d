using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>Executable memory of the host. With dual mapping no page is writable and executable at one address: the writable view lies elsewhere.</summary>
/// <remarks>Writing is up to the owner: x86 keeps instruction fetch coherent, so nothing is flushed.</remarks>
internal sealed unsafe class CodeMemory : IDisposable
{
    private const nuint PageBytes = 4096;

    private readonly int _low;
    private byte* _writable;

    /// <param name="bytes">Size, rounded up to a page.</param>
    /// <param name="isDual">Two mappings of a memfd, one to execute and one to write; else one mapping for everything.</param>
    /// <param name="isLow">The executable view lies in the first 2 GiB.</param>
    /// <exception cref="CodeMemoryException">The kernel refused.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux x86-64.</exception>
    public CodeMemory(nuint bytes, bool isDual, bool isLow = false)
    {
        NativeHost.Demand();
        _low = isLow ? Libc.MapLow : 0;
        ArgumentOutOfRangeException.ThrowIfZero(bytes);
        Size = checked(bytes + PageBytes - 1) & ~(PageBytes - 1);
        if (isDual)
        {
            MapDual();
        }
        else
        {
            Base = Map(Libc.ProtRead | Libc.ProtWrite | Libc.ProtExec, Libc.MapPrivate | Libc.MapAnonymous | _low, -1, "read, write and execute");
            _writable = Base;
        }
    }

    /// <summary>The executable view.</summary>
    public byte* Base { get; private set; }

    /// <summary>Bytes, a multiple of the page size.</summary>
    public nuint Size { get; }

    /// <summary>Whether the host gives such memory; tries it.</summary>
    public static bool IsSupported(bool isDual, out string? reason)
    {
        if (!NativeHost.IsSupported(out reason))
        {
            return false;
        }

        try
        {
            using var trial = new CodeMemory(PageBytes, isDual);
            return true;
        }
        catch (CodeMemoryException e)
        {
            reason = e.Message;
            return false;
        }
    }

    /// <summary>Where to write what runs at an address of the executable view.</summary>
    public byte* WritableOf(byte* executable) => _writable + (executable - Base);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Base == null)
        {
            return;
        }

        if (_writable != Base)
        {
            _ = Libc.munmap(_writable, Size);
        }

        _ = Libc.munmap(Base, Size);
        Base = null;
        _writable = null;
    }

    private static int Create()
    {
        int descriptor = Libc.memfd_create("xemu-code", Libc.MemfdCloseOnExec | Libc.MemfdExecutable);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == Libc.InvalidArgument)
        {
            // Kernels before 6.3 have no MFD_EXEC: everything is executable there.
            descriptor = Libc.memfd_create("xemu-code", Libc.MemfdCloseOnExec);
        }

        return descriptor >= 0 ? descriptor : throw Refused("memfd_create");
    }

    private static CodeMemoryException Refused(string what) =>
        new($"Executable memory could not be had, {what}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}; use x86.interpreter or allow it to the process.");

    private void MapDual()
    {
        int descriptor = Create();
        try
        {
            if (Libc.ftruncate(descriptor, checked((long)Size)) != 0)
            {
                throw Refused($"{Size} bytes of memfd");
            }

            byte* executable = Map(Libc.ProtRead | Libc.ProtExec, Libc.MapShared | _low, descriptor, "the executable view");
            try
            {
                _writable = Map(Libc.ProtRead | Libc.ProtWrite, Libc.MapShared, descriptor, "the writable view");
            }
            catch (CodeMemoryException)
            {
                _ = Libc.munmap(executable, Size);
                throw;
            }

            Base = executable;
        }
        finally
        {
            _ = Libc.close(descriptor);
        }
    }

    private byte* Map(int protection, int flags, int descriptor, string what)
    {
        byte* view = Libc.mmap(null, Size, protection, flags, descriptor, 0);
        return view != Libc.MapFailed ? view : throw Refused($"mmap of {Size} bytes for {what}");
    }
}

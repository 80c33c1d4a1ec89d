using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>One mapping with machine code: written once, then read and execute only.</summary>
internal sealed unsafe partial class ExecutableMemory : IDisposable
{
    private const int ProtRead = 1;
    private const int ProtWrite = 2;
    private const int ProtExec = 4;
    private const int MapPrivateAnonymous = 0x22;
    private const nuint SizeBytes = 4096;

    private nint _base;

    public ExecutableMemory(ReadOnlySpan<byte> code)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code.Length, (int)SizeBytes);
        _base = Map(0, SizeBytes, ProtRead | ProtWrite, MapPrivateAnonymous, -1, 0);
        if (_base == -1)
        {
            throw new Win32Exception();
        }

        // SAFETY: the mapping is one page, writable, and the length was checked against it.
        code.CopyTo(new Span<byte>((void*)_base, (int)SizeBytes));
        if (Protect(_base, SizeBytes, ProtRead | ProtExec) != 0)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>The oracle needs a host that runs the guest's instructions, and Linux calls.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public nint Address => _base;

    public void Dispose()
    {
        if (_base != 0)
        {
            _ = Unmap(_base, SizeBytes);
            _base = 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}

using System.Runtime.InteropServices;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>The calling thread's GS base, which nothing on Linux x86-64 but us uses.</summary>
internal static unsafe class GsBase
{
    // One instruction where the kernel allows it, else a system call.
    private static readonly delegate* unmanaged<byte*, void> Write = IsDirect ? PlaceWrite() : null;

    /// <summary>Whether programs may use WRGSBASE (kernel 5.9 and newer); emitted code may then too.</summary>
    public static bool IsDirect => (Libc.getauxval(Libc.HardwareCapabilities2) & Libc.HasFsGsBase) != 0;

    /// <summary>Whether the kernel lets the thread set it; leaves it as it is.</summary>
    public static bool IsSupported(out string? reason)
    {
        if (!NativeHost.IsSupported(out reason))
        {
            return false;
        }

        nint old = 0;
        bool isSupported = Libc.syscall(Libc.SysArchPrctl, Libc.ArchGetGs, (nint)(&old)) == 0
            && Libc.syscall(Libc.SysArchPrctl, Libc.ArchSetGs, old) == 0;
        reason = isSupported ? null : $"The kernel refuses arch_prctl(ARCH_SET_GS): {Marshal.GetLastPInvokeErrorMessage()}.";
        return isSupported;
    }

    public static void Set(byte* value)
    {
        if (Write != null)
        {
            Write(value);
        }
        else
        {
            SetByCall(value);
        }
    }

    /// <summary>The way without WRGSBASE.</summary>
    internal static void SetByCall(byte* value) => _ = Libc.syscall(Libc.SysArchPrctl, Libc.ArchSetGs, (nint)value);

    private static delegate* unmanaged<byte*, void> PlaceWrite() => (delegate* unmanaged<byte*, void>)NativeCode.Place(a =>
    {
        a.wrgsbase(rdi);
        a.ret();
    });
}

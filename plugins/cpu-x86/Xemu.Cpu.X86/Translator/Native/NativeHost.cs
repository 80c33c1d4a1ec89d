using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What the host must be for machine code of ours to run on it.</summary>
internal static class NativeHost
{
    /// <summary>Whether this is Linux on x86-64, and what it is instead.</summary>
    public static bool IsSupported(out string? reason)
    {
        bool isSupported = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        reason = isSupported
            ? null
            : $"Guest code is translated on Linux x86-64 only; this is {RuntimeInformation.OSDescription} on {RuntimeInformation.ProcessArchitecture}.";
        return isSupported;
    }

    /// <summary>Throws where <see cref="IsSupported"/> says no.</summary>
    public static void Demand()
    {
        if (!IsSupported(out string? reason))
        {
            throw new PlatformNotSupportedException(reason);
        }
    }
}

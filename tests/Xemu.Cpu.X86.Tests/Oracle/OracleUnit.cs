using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Compares x87, MMX and SSE state.</summary>
internal static class OracleUnit
{
    // The documented bound of RCPPS and RSQRTPS is 1.5 * 2^-12 on each side.
    private const double ApproximationTolerance = 2 * 1.5 / 4096;

    public static void Compare(OracleCase c, OracleMask mask, CpuImage host, CpuImage guest, List<string> differences)
    {
        if (host.Fx.AsSpan(FxImage.Xmm, 128).SequenceEqual(guest.Fx.AsSpan(FxImage.Xmm, 128)))
        {
            // The usual case.
        }
        else if (c.Instruction.Mnemonic is Mnemonic.Rcpps or Mnemonic.Rcpss or Mnemonic.Rsqrtps or Mnemonic.Rsqrtss)
        {
            CompareApproximations(host, guest, differences);
        }
        else
        {
            CompareXmm(host, guest, differences);
        }

        if (host.Dword(FxImage.Mxcsr) != guest.Dword(FxImage.Mxcsr))
        {
            differences.Add($"mxcsr: {host.Dword(FxImage.Mxcsr):X} / {guest.Dword(FxImage.Mxcsr):X}");
        }

        if (!mask.Unit)
        {
            CompareX87(mask, host, guest, differences);
        }
    }

    /// <summary>Bytes of an x87 image in memory that hold the instruction and data pointers, or that no part promises.</summary>
    /// <remarks>AMD parts store pointers only while an exception is pending (AMD64 APM vol. 2, 11.4.4), Intel's always.</remarks>
    public static bool IsUnstable(Mnemonic mnemonic, int size, uint offset) => mnemonic switch
    {
        Mnemonic.Fxsave => offset is >= 5 and < 24 or >= 28 and < 32 or >= 288 || (offset is >= 32 and < 160 && (offset & 15) >= 10),
        Mnemonic.Fnstenv or Mnemonic.Fnsave => size is 14 or 94
            ? offset is >= 6 and < 14
            : offset is >= 12 and < 28 || (offset < 12 && (offset & 2) != 0),
        _ => false,
    };

    private static void CompareX87(OracleMask mask, CpuImage host, CpuImage guest, List<string> differences)
    {
        if (host.Fx.AsSpan(0, 5).SequenceEqual(guest.Fx.AsSpan(0, 5))
            && host.Fx.AsSpan(FxImage.Stack, 128).SequenceEqual(guest.Fx.AsSpan(FxImage.Stack, 128)))
        {
            return;
        }

        Word("fcw", FxImage.Control);
        Word("fsw", FxImage.Status);
        if (host.Fx[FxImage.Tags] != guest.Fx[FxImage.Tags])
        {
            differences.Add($"tags: {host.Fx[FxImage.Tags]:X2} / {guest.Fx[FxImage.Tags]:X2}");
        }

        for (int i = 0; i < 8; i++)
        {
            int at = FxImage.Stack + (16 * i);
            if (!host.Fx.AsSpan(at, 10).SequenceEqual(guest.Fx.AsSpan(at, 10)) && !IsNear(host, guest, at, mask.Ulps))
            {
                differences.Add($"st{i}: {Extended(host, at)} / {Extended(guest, at)}");
            }
        }

        void Word(string name, int offset)
        {
            uint ignored = offset == FxImage.Status ? mask.Status : 0;
            if (((uint)(host.Word(offset) ^ guest.Word(offset)) & ~ignored) != 0)
            {
                differences.Add($"{name}: {host.Word(offset):X4} / {guest.Word(offset):X4}");
            }
        }
    }

    /// <summary>Whether two registers are close, as numbers of one sign.</summary>
    private static bool IsNear(CpuImage host, CpuImage guest, int at, ulong ulps)
    {
        if (ulps == 0 || (host.Word(at + 8) & 0x8000) != (guest.Word(at + 8) & 0x8000))
        {
            return false;
        }

        UInt128 distance = Ordinal(host, at) - Ordinal(guest, at);
        return distance <= ulps || UInt128.Zero - distance <= ulps;
    }

    /// <summary>The place of a normal number among all of its sign; the integer bit is left out.</summary>
    private static UInt128 Ordinal(CpuImage image, int at) =>
        ((UInt128)(image.Word(at + 8) & 0x7FFFu) << 63) + (BitConverter.ToUInt64(image.Fx, at) & long.MaxValue);

    private static string Extended(CpuImage image, int at) => $"{image.Word(at + 8):X4}:{BitConverter.ToUInt64(image.Fx, at):X16}";

    private static void CompareXmm(CpuImage host, CpuImage guest, List<string> differences)
    {
        for (int i = 0; i < 32; i++)
        {
            int at = FxImage.Xmm + (4 * i);
            if (host.Dword(at) != guest.Dword(at))
            {
                differences.Add($"xmm{i / 4}.{i % 4}: {host.Dword(at):X8} / {guest.Dword(at):X8}");
            }
        }
    }

    private static void CompareApproximations(CpuImage host, CpuImage guest, List<string> differences)
    {
        for (int i = 0; i < 32; i++)
        {
            int at = FxImage.Xmm + (4 * i);
            float h = BitConverter.UInt32BitsToSingle(host.Dword(at));
            float g = BitConverter.UInt32BitsToSingle(guest.Dword(at));
            bool same = host.Dword(at) == guest.Dword(at);
            if (!same && !(float.IsNormal(h) && float.IsNormal(g) && Math.Abs((double)h - g) <= ApproximationTolerance * Math.Abs(h)))
            {
                differences.Add($"xmm{i / 4}.{i % 4}: {host.Dword(at):X8} / {guest.Dword(at):X8}");
            }
        }
    }
}

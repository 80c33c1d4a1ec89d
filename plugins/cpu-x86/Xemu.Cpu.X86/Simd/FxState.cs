using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>FXSAVE and FXRSTOR, 32-bit form. Intel SDM vol. 1, table 10-2.</summary>
/// <remarks>
/// <code>
///   0 FCW   2 FSW   4 abridged tags   6 FOP   8 FIP   12 CS   16 FDP   20 DS   24 MXCSR   28 MXCSR_MASK (0: the default, FFBF)
///  32 ST0 to ST7 or MM0 to MM7, 16 bytes each        160 XMM0 to XMM7        288 to 511 not written
/// </code>
/// Without CR4.OSFXSR the manual leaves open whether XMM and MXCSR take part; here they do not. Unverified.
/// </remarks>
internal static unsafe class FxState
{
    private const uint ImageBytes = 512;
    private const uint WrittenBytes = 288;
    private const uint WithoutSseBytes = 160;
    private const uint SummaryBits = 0x8080;

    public static bool Save(CpuState* s, Op* op)
    {
        if (!Begin(s, op, write: true, out uint linear))
        {
            return false;
        }

        bool sse = (s->Cr4 & Cr.OsFxsr) != 0;
        byte* image = stackalloc byte[(int)WrittenBytes];
        Unsafe.InitBlock(image, 0, WrittenBytes);
        *(ushort*)image = s->Fcw;
        *(ushort*)(image + 2) = (ushort)(s->Fsw | (s->FpuTop << 11));
        image[4] = s->FpuTags;
        *(ushort*)(image + 6) = s->Fop;
        *(uint*)(image + 8) = s->FpuIp;
        *(ushort*)(image + 12) = s->FpuCs;
        *(uint*)(image + 16) = s->FpuDp;
        *(ushort*)(image + 20) = s->FpuDs;
        *(uint*)(image + 24) = sse ? s->Mxcsr : 0;
        for (uint i = 0; i < 8; i++)
        {
            X87Register* register = Reg.X87(s, s->FpuTop + i);
            *(ulong*)(image + 32 + (16 * i)) = register->Mantissa;
            *(ushort*)(image + 40 + (16 * i)) = register->SignExponent;
        }

        Unsafe.CopyBlock(image + WithoutSseBytes, s->Xmm, 128);
        return Mem.ProbeWrite(s, linear, ImageBytes) && Mem.WriteBytes(s, linear, image, sse ? WrittenBytes : WithoutSseBytes);
    }

    public static bool Restore(CpuState* s, Op* op)
    {
        byte* image = stackalloc byte[(int)ImageBytes];
        if (!Begin(s, op, write: false, out uint linear) || !Mem.ReadBytes(s, linear, image, ImageBytes))
        {
            return false;
        }

        bool sse = (s->Cr4 & Cr.OsFxsr) != 0;
        uint mxcsr = *(uint*)(image + 24);
        if (sse && (mxcsr & ~Mxcsr.Valid) != 0)
        {
            return Fault.GeneralProtection(s, 0);
        }

        RestoreX87(s, image);
        if (sse)
        {
            s->Mxcsr = mxcsr;
            Unsafe.CopyBlock(s->Xmm, image + WithoutSseBytes, 128);
        }

        return true;
    }

    private static void RestoreX87(CpuState* s, byte* image)
    {
        // Bit 6 of the control word always reads as one; ES and B say whether an unmasked exception is pending.
        uint fcw = (*(ushort*)image & 0x1F7Fu) | 0x40;
        uint fsw = *(ushort*)(image + 2);
        s->FpuTop = (fsw >> 11) & 7;
        fsw &= 0x477F;
        s->Fcw = (ushort)fcw;
        s->Fsw = (ushort)(fsw | ((fsw & ~fcw & 0x3F) != 0 ? SummaryBits : 0));
        s->FpuTags = image[4];
        s->Fop = (ushort)(*(ushort*)(image + 6) & 0x7FF);
        s->FpuIp = *(uint*)(image + 8);
        s->FpuCs = *(ushort*)(image + 12);
        s->FpuDp = *(uint*)(image + 16);
        s->FpuDs = *(ushort*)(image + 20);
        for (uint i = 0; i < 8; i++)
        {
            X87Register* register = Reg.X87(s, s->FpuTop + i);
            register->Mantissa = *(ulong*)(image + 32 + (16 * i));
            register->SignExponent = *(ushort*)(image + 40 + (16 * i));
        }
    }

    /// <summary>Neither form reports pending x87 exceptions. EM and TS both give #NM (SDM vol. 2, FXSAVE).</summary>
    private static bool Begin(CpuState* s, Op* op, bool write, out uint linear)
    {
        linear = 0;
        return FpuGuard.NoWait(s) && Mem.Address(s, op, ImageBytes, write, out linear) && SimdMemory.IsAligned(s, linear);
    }
}

using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>FXSAVE and FXRSTOR: the x87 and, with CR4.OSFXSR, the SSE state in 512 bytes.</summary>
/// <remarks>Source: Intel SDM vol. 2, FXSAVE, table 3-43; vol. 1, 10.5.</remarks>
internal static unsafe class X87FxHandlers
{
    private const uint Bytes = 512;
    private const uint Written = 288;
    private const uint WrittenWithoutSse = 160;
    private const uint MxcsrValid = 0xFFBF;

    public static bool Save(CpuState* s, Op* op)
    {
        if (!FpuGuard.NoWait(s) || !Address(s, op, write: true, out uint linear))
        {
            return false;
        }

        byte* image = stackalloc byte[(int)Written];
        Unsafe.InitBlockUnaligned(image, 0, Written);
        SaveX87(s, image);
        bool sse = (s->Cr4 & Cr.OsFxsr) != 0;
        if (sse)
        {
            // The mask field behind MXCSR stays 0, which stands for 0xFFBF (SDM vol. 1, 11.6.6); on this part: unverified.
            *(uint*)(image + 24) = s->Mxcsr;
            Unsafe.CopyBlockUnaligned(image + 160, s->Xmm, 128);
        }

        return Mem.ProbeWrite(s, linear, Bytes) && Mem.WriteBytes(s, linear, image, sse ? Written : WrittenWithoutSse);
    }

    public static bool Restore(CpuState* s, Op* op)
    {
        byte* image = stackalloc byte[(int)Bytes];
        if (!FpuGuard.NoWait(s) || !Address(s, op, write: false, out uint linear) || !Mem.ReadBytes(s, linear, image, Bytes))
        {
            return false;
        }

        if ((s->Cr4 & Cr.OsFxsr) != 0)
        {
            uint mxcsr = *(uint*)(image + 24);
            if ((mxcsr & ~MxcsrValid) != 0)
            {
                return Fault.GeneralProtection(s, 0);
            }

            s->Mxcsr = mxcsr;
            Unsafe.CopyBlockUnaligned(s->Xmm, image + 160, 128);
        }

        RestoreX87(s, image);
        return true;
    }

    private static void SaveX87(CpuState* s, byte* image)
    {
        *(ushort*)image = s->Fcw;
        *(ushort*)(image + 2) = X87Unit.GetStatus(s);
        image[4] = s->FpuTags;
        *(ushort*)(image + 6) = s->Fop;
        *(uint*)(image + 8) = s->FpuIp;
        *(ushort*)(image + 12) = s->FpuCs;
        *(uint*)(image + 16) = s->FpuDp;
        *(ushort*)(image + 20) = s->FpuDs;
        for (uint i = 0; i < 8; i++)
        {
            Float80* from = X87Unit.St(s, i);
            *(ulong*)(image + 32 + (16 * i)) = from->Significand;
            *(ushort*)(image + 40 + (16 * i)) = from->SignExponent;
        }
    }

    private static void RestoreX87(CpuState* s, byte* image)
    {
        uint status = *(ushort*)(image + 2);
        s->FpuTop = (status >> 11) & 7;
        s->Fsw = (ushort)status;
        s->FpuTags = image[4];
        X87Environment.SetControl(s, *(ushort*)image);
        s->Fop = (ushort)(*(ushort*)(image + 6) & 0x7FF);
        s->FpuIp = *(uint*)(image + 8);
        s->FpuCs = *(ushort*)(image + 12);
        s->FpuDp = *(uint*)(image + 16);
        s->FpuDs = *(ushort*)(image + 20);
        for (uint i = 0; i < 8; i++)
        {
            *X87Unit.St(s, i) = new Float80(*(ulong*)(image + 32 + (16 * i)), *(ushort*)(image + 40 + (16 * i)));
        }
    }

    private static bool Address(CpuState* s, Op* op, bool write, out uint linear)
    {
        if (!Mem.Address(s, op, Bytes, write, out linear))
        {
            return false;
        }

        return (linear & 15) == 0 || Fault.GeneralProtection(s, 0);
    }
}

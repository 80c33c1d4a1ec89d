namespace Xemu.Cpu.X86.Tests;

/// <summary>Takes an FXSAVE image to and from the interpreter's state, without its instructions.</summary>
internal static unsafe class FxImage
{
    public const int Control = 0;
    public const int Status = 2;
    public const int Tags = 4;
    public const int Mxcsr = 24;
    public const int Stack = 32;
    public const int Xmm = 160;

    public static void Load(CpuState* s, CpuImage image)
    {
        uint status = image.Word(Status);
        s->Fcw = image.Word(Control);
        s->FpuTop = (status >> 11) & 7;
        s->Fsw = (ushort)(status & 0x47FF);
        s->FpuTags = image.Fx[Tags];
        s->Fop = 0;
        s->FpuIp = 0;
        s->FpuCs = 0;
        s->FpuDp = 0;
        s->FpuDs = 0;
        s->Mxcsr = image.Dword(Mxcsr);
        fixed (byte* fx = image.Fx)
        {
            for (uint i = 0; i < 8; i++)
            {
                byte* from = fx + Stack + (16 * i);
                byte* to = (byte*)&s->St0Physical + (16 * ((s->FpuTop + i) & 7));
                *(ulong*)to = *(ulong*)from;
                *(ushort*)(to + 8) = *(ushort*)(from + 8);
            }

            Buffer.MemoryCopy(fx + Xmm, s->Xmm, 128, 128);
        }
    }

    public static void Store(CpuState* s, CpuImage image)
    {
        Array.Clear(image.Fx);
        image.SetWord(Control, s->Fcw);
        image.SetWord(Status, X87Unit.GetStatus(s));
        image.Fx[Tags] = s->FpuTags;
        image.SetDword(Mxcsr, s->Mxcsr);
        fixed (byte* fx = image.Fx)
        {
            for (uint i = 0; i < 8; i++)
            {
                byte* to = fx + Stack + (16 * i);
                byte* from = (byte*)&s->St0Physical + (16 * ((s->FpuTop + i) & 7));
                *(ulong*)to = *(ulong*)from;
                *(ushort*)(to + 8) = *(ushort*)(from + 8);
            }

            Buffer.MemoryCopy(s->Xmm, fx + Xmm, 128, 128);
        }
    }
}

using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Random registers.</summary>
internal static class OracleState
{
    private const uint Interruptible = Efl.If | Efl.Fixed;

    public static void Randomize(CpuImage image, OracleRandom random, OracleValues values)
    {
        for (int i = 0; i < 8; i++)
        {
            image.Gpr[i] = values.Integer();
        }

        image.Gpr[Reg.Esp] = OracleLayout.Data + 0x80 + ((uint)random.Below(0x1F00) & ~3u);
        image.Eip = OracleLayout.Slot;
        image.Eflags = Interruptible | (random.Next32() & (Efl.Arithmetic | Efl.Df)) | (random.Percent(3) ? Efl.Ac : 0);
        image.Vector = -1;
        image.Error = 0;
        image.Cr2 = 0;
        for (int i = 0; i < 6; i++)
        {
            image.Segments[i] = OracleLayout.UserData;
        }

        image.Segments[1] = OracleLayout.UserCode32;
        foreach (int i in (ReadOnlySpan<int>)[0, 3, 4, 5])
        {
            if (random.Percent(i < 4 ? 2 : 15))
            {
                image.Segments[i] = 0;
            }
        }

        Unit(image, random, values);
    }

    private static void Unit(CpuImage image, OracleRandom random, OracleValues values)
    {
        Array.Clear(image.Fx);
        ushort control = values.ControlWord();
        uint status = random.Next32() & 0x7F00;
        if (random.Percent(30))
        {
            status |= random.Next32() & 0x7F;
        }

        // ES and B follow from the flags and masks, as the unit itself would have it.
        bool pending = (status & ~control & 0x3F) != 0;
        if (pending && random.Percent(80))
        {
            status &= ~0x3Fu;
            pending = false;
        }

        image.SetWord(FxImage.Control, control);
        image.SetWord(FxImage.Status, (ushort)(status | (pending ? 0x8080u : 0)));
        image.Fx[FxImage.Tags] = random.Percent(70) ? (byte)0xFF : (byte)random.Next32();
        image.SetDword(FxImage.Mxcsr, values.Mxcsr());
        for (int i = 0; i < 8; i++)
        {
            (ulong mantissa, ushort signExponent) = values.Extended();
            image.SetQword(FxImage.Stack + (16 * i), mantissa);
            image.SetWord(FxImage.Stack + (16 * i) + 8, signExponent);
        }

        Span<uint> xmm = MemoryMarshal.Cast<byte, uint>(image.Fx.AsSpan(FxImage.Xmm, 128));
        for (int i = 0; i < xmm.Length; i++)
        {
            xmm[i] = values.Single();
        }
    }
}

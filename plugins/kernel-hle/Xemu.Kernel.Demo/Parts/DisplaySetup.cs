using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Kernel.Demo;

/// <summary>The display's mode, the backdrop with the title, and the gamma ramp.</summary>
internal sealed class DisplaySetup(DemoProgram demo)
{
    /// <summary>The GPU's registers. The palette, which is the gamma ramp, is in them. Source: nxdk lib/hal/video.c.</summary>
    private const uint Registers = 0xFD00_0000;
    private const uint RampIndex = Registers + 0x68_13C8;
    private const uint RampValue = Registers + 0x68_13C9;

    /// <summary>640 by 480 for a television at the standard connector, and 32 bits a pixel.</summary>
    private const uint Mode = 0x0401_0101;
    private const uint Format = 0x12;
    private const int OptionBlank = 9;

    private const uint ReadWriteCombined = 0x404;
    private const int FadeSteps = 32;
    private const int FadeShift = 5;
    private const int FrameMilliseconds = 16;

    private readonly GuestRoutine _ramp = demo.Program.NewRoutine("ramp");

    private Assembler C => demo.C;

    private GuestProgram Program => demo.Program;

    /// <summary>Two pictures in contiguous memory, one of them on the display, which is dark.</summary>
    public void EmitMode()
    {
        foreach (uint variable in (uint[])[demo.Picture, demo.Backdrop])
        {
            Program.Call("MmAllocateContiguousMemoryEx", GuestScreen.PictureBytes, 0, 0x03FF_FFFF, 0x1000, ReadWriteCombined);
            C.mov(__dword_ptr[variable], eax);
        }

        demo.Screen.Fill(__dword_ptr[demo.Picture], 0, 0, GuestScreen.Width, GuestScreen.Height, 0);
        Program.Call("MmGetPhysicalAddress", __dword_ptr[demo.Picture]);
        Program.Call("AvSetDisplayMode", Registers, 0, Mode, Format, GuestScreen.PitchBytes, eax);
        Program.Call(_ramp, 0);
        Program.Call("AvSendTVEncoderOption", Registers, OptionBlank, 0, 0);
    }

    /// <summary>A night sky with the title.</summary>
    public void EmitBackdrop()
    {
        Label row = C.CreateLabel();
        uint sky = Program.Data.Dwords([.. Enumerable.Range(0, GuestScreen.Height).Select(Sky)]);
        C.mov(edi, __dword_ptr[demo.Backdrop]);
        C.xor(ebx, ebx);
        C.Mark(ref row);
        C.mov(eax, __dword_ptr[(ebx * 4) + sky]);
        C.mov(ecx, GuestScreen.Width);
        C.rep.stosd();
        C.inc(ebx);
        C.cmp(ebx, GuestScreen.Height);
        C.jb(row);

        demo.Screen.Text(__dword_ptr[demo.Backdrop], 24, 28, "Xemu.Platform", Colors.White, GuestScreen.Transparent, scale: 4);
        demo.Screen.Fill(__dword_ptr[demo.Backdrop], 28, 98, 404, 2, Colors.Accent);
        demo.Screen.Text(__dword_ptr[demo.Backdrop], 28, 108, "Drawn by a program on the platform's own kernel, without any firmware.", Colors.Label, GuestScreen.Transparent);
        demo.Screen.Text(__dword_ptr[demo.Backdrop], 28, 450, "Stars: vertical blank > interrupt > DPC > event > thread", Colors.Label, GuestScreen.Transparent);
    }

    /// <summary>The backdrop becomes the picture, which is still dark.</summary>
    public void EmitShow() => Program.Call("RtlMoveMemory", __dword_ptr[demo.Picture], __dword_ptr[demo.Backdrop], GuestScreen.PictureBytes);

    /// <summary>Light comes with the gamma ramp.</summary>
    public void EmitFadeIn()
    {
        Label step = C.CreateLabel();
        C.mov(ebx, 1);
        C.Mark(ref step);
        Program.Call(_ramp, ebx);
        demo.EmitDelay(FrameMilliseconds);
        C.inc(ebx);
        C.cmp(ebx, FadeSteps);
        C.jbe(step);
    }

    /// <summary>(Brightness, 0 to 32): a straight ramp up to it.</summary>
    public void EmitRoutines()
    {
        Label next = C.CreateLabel();
        _ramp.Begin();
        C.mov(__byte_ptr[RampIndex], 0);
        C.xor(ecx, ecx);
        C.Mark(ref next);
        C.mov(eax, ecx);
        C.imul(eax, __dword_ptr[esp + 4]);
        C.shr(eax, FadeShift);
        for (int i = 0; i < 3; i++)
        {
            C.mov(__byte_ptr[RampValue], al);
        }

        C.inc(ecx);
        C.cmp(ecx, 0x100);
        C.jb(next);
        C.ret(4);
    }

    /// <summary>From deep blue above to a glow at the horizon.</summary>
    public static uint Sky(int y)
    {
        double height = (double)y / GuestScreen.Height;
        uint Part(double low, double high) => (uint)(low + ((high - low) * height * height));
        return (Part(6, 30) << 16) | (Part(8, 40) << 8) | Part(24, 92);
    }
}

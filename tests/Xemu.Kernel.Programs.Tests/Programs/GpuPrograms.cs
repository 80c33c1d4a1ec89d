using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Guest.GuestGpu;
using static Xemu.Kernel.Programs.Tests.ProgramText;

namespace Xemu.Kernel.Programs.Tests.Programs;

/// <summary>Programs that draw by the graphics chip, and look at what it has drawn, counted and told.</summary>
internal static class GpuPrograms
{
    private const uint ClearColorAndDepth = 0xF3;
    private const uint Sky = 0xFF20_4060;
    private const uint Orange = 0xFFFF_8000;
    private const uint Triangles = 5;
    private const uint Quads = 8;
    private const int Turns = 12;
    private const int LongTurns = 200;

    public static Dictionary<string, GuestCase> All { get; } = new()
    {
        // A pixel of the rectangle, one beside it, how many passed, the semaphore behind it all.
        ["gpu-rectangle"] = new(Rectangle, [Orange, Sky, 5000, 0xCAFE]),

        // The centre and a corner after the last turn; pictures begun and ended.
        ["gpu-spin"] = new(static t => Spin(t, Turns), [0xFF00_FF00, Sky, Turns]),

        // The same for long enough that a save begins and ends meanwhile.
        ["gpu-spin-long"] = new(static t => Spin(t, LongTurns), [0xFF00_FF00, Sky, LongTurns]),

        // Two rectangles, the second behind the first where they cross.
        ["gpu-depth"] = new(Depths, [0xFFFF_0000, 0xFF00_00FF]),
    };

    private static void Rectangle(ProgramText t)
    {
        var gpu = new GuestGpu(t.Program);
        gpu.EmitSetup();
        gpu.EmitPush(
        [
            .. Clear(), .. Method(0x17C8, [1u]), .. Method(0x17CC, [1u]), .. Quad(Orange, 100, 100, 200, 150, 0), .. Method(0x17CC, [0u]),
            .. Method(0x17D0, [0x0100_0000 | Results]), .. Method(0x1D6C, [16u, 0xCAFE]),
        ]);
        gpu.EmitWait();
        Pixel(t, 150, 120);
        Pixel(t, 99, 120);
        t.Report(At(Mapped + Results + 8));
        t.Report(At(Mapped + Results + 16));
        t.Program.End();
    }

    /// <summary>A triangle that turns around the picture's centre, a picture a turn; the processor says where its corners are.</summary>
    private static void Spin(ProgramText t, int turns)
    {
        var gpu = new GuestGpu(t.Program);
        uint[] template = [.. Clear(), .. Method(0x194C, [0xFF00_FF00u]), .. Method(0x17FC, [Triangles]), .. Corner(), .. Corner(), .. Corner(), .. Method(0x17FC, [0u]), .. Method(0x130, [0u])];
        uint commands = t.Data.Dwords(template);
        uint corners = commands + ((uint)(template.Length - 4 - 15) * 4);
        uint number = t.Data.Dwords(0);
        uint angle = t.Data.Dwords(Bits(2.0943951f));
        uint radius = t.Data.Dwords(Bits(200));
        uint middle = t.Data.Dwords(Bits(320.5f), Bits(240.5f));
        gpu.EmitSetup();
        Label turn = t.C.CreateLabel();
        t.C.xor(ebx, ebx);
        t.C.Mark(ref turn);
        for (uint i = 0; i < 3; i++)
        {
            // (EBX * 0.1 + i * 120 degrees): a tenth of that is near enough to EBX / 8.
            uint corner = corners + (i * 20);
            t.C.lea(eax, __[ebx + (int)(i * 8)]);
            t.C.mov(__dword_ptr[number], eax);
            t.C.fild(__dword_ptr[number]);
            t.C.fmul(__dword_ptr[angle]);
            t.C.fmul(__dword_ptr[t.Data.Dwords(Bits(0.125f))]);
            t.C.fsincos();
            Place(t, radius, middle, corner + 4);
            Place(t, radius, middle + 4, corner + 8);
        }

        gpu.EmitPush(commands, template.Length);
        gpu.EmitWait();
        t.C.inc(ebx);
        t.C.cmp(ebx, turns);
        t.C.jb(turn);
        Pixel(t, 320, 240);
        Pixel(t, 2, 2);
        t.Report(ebx);
        t.Program.End();
    }

    private static void Depths(ProgramText t)
    {
        var gpu = new GuestGpu(t.Program);
        gpu.EmitSetup();
        gpu.EmitPush(
        [
            .. Clear(), .. Method(0x30C, [1u]), .. Method(0x354, [0x201u]), .. Method(0x35C, [1u]),
            .. Quad(0xFFFF_0000, 0, 0, 64, 64, 1000), .. Quad(0xFF00_00FF, 32, 0, 96, 64, 2000),
        ]);
        gpu.EmitWait();
        Pixel(t, 40, 10);
        Pixel(t, 80, 10);
        t.Program.End();
    }

    /// <summary>Radius times what is on top of the stack, around the middle.</summary>
    private static void Place(ProgramText t, uint radius, uint middle, uint target)
    {
        t.C.fmul(__dword_ptr[radius]);
        t.C.fadd(__dword_ptr[middle]);
        t.C.fstp(__dword_ptr[target]);
    }

    private static uint[] Corner() => Method(0x1518, [0f, 0, 0, 1]);

    private static uint[] Clear() => [.. Method(0x1D8C, [0xFFFF_FF00u, Sky]), .. Method(0x1D98, [639u << 16, 479u << 16]), .. Method(0x1D94, [ClearColorAndDepth])];

    private static uint[] Quad(uint color, float left, float top, float right, float bottom, float z) =>
    [
        .. Method(0x17FC, [Quads]),

        // The diffuse colour as four bytes, red lowest.
        .. Method(0x194C, [(color & 0xFF00_FF00) | ((color & 0xFF) << 16) | ((color >> 16) & 0xFF)]),
        .. Method(0x1518, [left, top, z, 1f]), .. Method(0x1518, [right, top, z, 1f]),
        .. Method(0x1518, [right, bottom, z, 1f]), .. Method(0x1518, [left, bottom, z, 1f]),
        .. Method(0x17FC, [0u]),
    ];

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static void Pixel(ProgramText t, uint x, uint y) => t.Report(At(Mapped + Picture + (((y * 640) + x) * 4)));
}

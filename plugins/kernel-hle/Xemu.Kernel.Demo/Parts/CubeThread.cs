using Iced.Intel;
using Xemu.Kernel.Guest;
using static Iced.Intel.AssemblerRegisters;
using static Xemu.Kernel.Guest.GuestGpu;

namespace Xemu.Kernel.Demo;

/// <summary>A cube that turns, drawn by the graphics chip into the picture that is seen. A thread computes its matrix with the floating-point unit.</summary>
internal sealed class CubeThread
{
    private const int FrameMilliseconds = 16;
    private const uint Quads = 8;
    private const uint DepthBytes = (uint)(GuestScreen.PitchBytes * (Places.CubeTop + Places.CubeHeight));
    private const float Distance = 4.2f;
    private const float Near = 2;
    private const float Far = 7;
    private const float MaxDepth = 16777215;

    /// <summary>The depth of what is behind the cube.</summary>
    private const float SkyDepth = MaxDepth - 1;

    private readonly DemoProgram _demo;
    private readonly GuestGpu _gpu;
    private readonly uint _commands;
    private readonly uint _surface;
    private readonly uint _count;
    private readonly uint _angle;
    private readonly uint _sine;
    private readonly uint _cosine;
    private readonly uint _tiltSine;
    private readonly uint _tiltCosine;
    private readonly uint _rows;

    public CubeThread(DemoProgram demo)
    {
        _demo = demo;
        _gpu = new GuestGpu(demo.Program);
        uint[] surface = Method(0x200, [(Places.CubeWidth << 16) | Places.CubeLeft, (Places.CubeHeight << 16) | Places.CubeTop, PitchA8R8G8B8, ((uint)GuestScreen.PitchBytes << 16) | GuestScreen.PitchBytes, 0, 0]);
        uint[] before = [.. Method(0x30C, [1u]), .. Method(0x354, [0x203u]), .. Method(0x35C, [1u]), .. Clear(), .. Sky(), .. Method(0x680, new float[16])];
        uint[] commands = [.. before, .. Cube()];
        _surface = demo.Program.Data.Dwords(surface);
        _commands = demo.Program.Data.Dwords(commands);
        _count = (uint)commands.Length;
        _rows = _commands + ((uint)(before.Length - 16) * 4);
        Routine = demo.Program.NewRoutine("cube");
        _angle = demo.Program.Data.Variable();
        _sine = demo.Program.Data.Variable();
        _cosine = demo.Program.Data.Variable();
        _tiltSine = demo.Program.Data.Variable();
        _tiltCosine = demo.Program.Data.Variable();
    }

    /// <summary>The thread.</summary>
    public GuestRoutine Routine { get; }

    private Assembler C => _demo.C;

    /// <summary>Keeps stars away.</summary>
    public void EmitPlace() =>
        _demo.Screen.Fill(__dword_ptr[_demo.Backdrop], Places.CubeLeft, Places.CubeTop, Places.CubeWidth, Places.CubeHeight, DisplaySetup.Sky(Places.CubeTop));

    public void EmitRoutine()
    {
        Label again = C.CreateLabel();
        Routine.Begin();
        _gpu.EmitChannel();
        _demo.Program.Call("MmGetPhysicalAddress", __dword_ptr[_demo.Picture]);
        C.mov(__dword_ptr[_surface + 20], eax);
        _demo.Program.Call("MmAllocateContiguousMemory", DepthBytes);
        _demo.Program.Call("MmGetPhysicalAddress", eax);
        C.mov(__dword_ptr[_surface + 24], eax);
        _gpu.EmitPush(_surface, 7);
        C.Mark(ref again);
        EmitMatrix();
        _gpu.EmitPush(_commands, (int)_count);
        _demo.EmitDelay(FrameMilliseconds);
        C.jmp(again);
    }

    /// <summary>Turns about the upright axis, is tilted to and fro, and is seen from a distance: four rows, of which the last is the distance of a corner.</summary>
    private void EmitMatrix()
    {
        (float focus, float x, float y) = (Places.CubeHeight * 1.15f, Places.CubeLeft + (Places.CubeWidth / 2f), Places.CubeTop + (Places.CubeHeight / 2f));
        float scale = MaxDepth * (Far / (Far - Near));
        uint w = _rows + 48;
        C.inc(__dword_ptr[_angle]);
        EmitAngle(0.03f, _sine, _cosine);
        EmitAngle(0.017f, _tiltSine, _tiltCosine);
        Sum(w, (-1, _tiltCosine, _sine));
        Sum(w + 4, (1, _tiltSine, null));
        Sum(w + 8, (1, _tiltCosine, _cosine));
        Sum(w + 12, (Distance, null, null));
        Sum(_rows, (focus, _cosine, null), (x, w, null));
        Sum(_rows + 4, (x, w + 4, null));
        Sum(_rows + 8, (focus, _sine, null), (x, w + 8, null));
        Sum(_rows + 12, (x, w + 12, null));
        Sum(_rows + 16, (focus, _tiltSine, _sine), (y, w, null));
        Sum(_rows + 20, (focus, _tiltCosine, null), (y, w + 4, null));
        Sum(_rows + 24, (-focus, _tiltSine, _cosine), (y, w + 8, null));
        Sum(_rows + 28, (y, w + 12, null));
        for (uint i = 0; i < 4; i++)
        {
            Sum(_rows + 32 + (i * 4), (scale, w + (i * 4), null), (i == 3 ? -scale * Near : 0, null, null));
        }
    }

    private void EmitAngle(float step, uint sine, uint cosine)
    {
        C.fild(__dword_ptr[_angle]);
        C.fmul(__dword_ptr[Float(step)]);
        C.fsincos();
        C.fstp(__dword_ptr[cosine]);
        C.fstp(__dword_ptr[sine]);
    }

    /// <summary>A sum of products of a number and up to two variables.</summary>
    private void Sum(uint target, params ReadOnlySpan<(float Factor, uint? First, uint? Second)> products)
    {
        for (int i = 0; i < products.Length; i++)
        {
            C.fld(__dword_ptr[Float(products[i].Factor)]);
            foreach (uint? variable in (uint?[])[products[i].First, products[i].Second])
            {
                if (variable is { } address)
                {
                    C.fmul(__dword_ptr[address]);
                }
            }

            if (i > 0)
            {
                C.faddp(st1, st0);
            }
        }

        C.fstp(__dword_ptr[target]);
    }

    private uint Float(float value) => _demo.Program.Data.Dwords(BitConverter.SingleToUInt32Bits(value));

    /// <summary>Depth alone.</summary>
    private static uint[] Clear() =>
    [
        .. Method(0x1D8C, [0xFFFF_FF00u]),
        .. Method(0x1D98, [((Places.CubeLeft + Places.CubeWidth - 1) << 16) | Places.CubeLeft, ((Places.CubeTop + Places.CubeHeight - 1) << 16) | Places.CubeTop]),
        .. Method(0x1D94, [3u]),
    ];

    /// <summary>The sky behind it, corners in pixels.</summary>
    private static uint[] Sky()
    {
        const float Right = Places.CubeLeft + Places.CubeWidth;
        const float Bottom = Places.CubeTop + Places.CubeHeight;
        return
        [
            .. Method(0x680, [1f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
            .. Method(0x17FC, [Quads]),
            .. Color(DisplaySetup.Sky(Places.CubeTop)),
            .. Method(0x1518, [Places.CubeLeft, Places.CubeTop, SkyDepth, 1f]), .. Method(0x1518, [Right, Places.CubeTop, SkyDepth, 1f]),
            .. Color(DisplaySetup.Sky(Places.CubeTop + Places.CubeHeight)),
            .. Method(0x1518, [Right, Bottom, SkyDepth, 1f]), .. Method(0x1518, [Places.CubeLeft, Bottom, SkyDepth, 1f]),
            .. Method(0x17FC, [0u]),
        ];
    }

    /// <summary>Six faces; a corner's colour is where it lies.</summary>
    private static uint[] Cube()
    {
        var words = new List<uint>(Method(0x17FC, [Quads]));
        for (int axis = 0; axis < 3; axis++)
        {
            foreach (float side in (float[])[-1, 1])
            {
                foreach ((float u, float v) in ((float, float)[])[(-1, -1), (1, -1), (1, 1), (-1, 1)])
                {
                    float[] corner = axis == 0 ? [side, u, v] : axis == 1 ? [u, side, v] : [u, v, side];
                    words.AddRange(Color((Part(corner[0]) << 16) | (Part(corner[1]) << 8) | Part(corner[2])));
                    words.AddRange(Method(0x1518, [corner[0], corner[1], corner[2], 1]));
                }
            }
        }

        words.AddRange(Method(0x17FC, [0u]));
        return [.. words];
    }

    private static uint Part(float place) => place > 0 ? 255u : 40u;

    /// <summary>The diffuse colour of the next corners; the method wants red lowest.</summary>
    private static uint[] Color(uint rgb) => Method(0x194C, [0xFF00_0000 | (rgb & 0xFF00) | ((rgb & 0xFF) << 16) | ((rgb >> 16) & 0xFF)]);
}

using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Nv2a.Tests.Fuzz;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Between two draws only what methods have changed is made anew: each draw must be the one that is made from nothing.</summary>
public sealed class RepeatedDrawTests
{
    [Fact]
    public void AnyMethod_BetweenTwoDraws_HasWhatAllOfTheStateMakes()
    {
        var renderer = new LastDraw();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Prepare(bench).Kelvin3D(0x2A4, 1u).Kelvin3D(0x300, 1u, 1u, 1u, 1u, 1u, 1u, 1u).Kelvin3D(0x32C, 1u, 1u, 1u, 1u).Kelvin3D(0x17BC, 1u);
        for (uint unit = 0; unit < 4; unit++)
        {
            push.Kelvin3D(0x1B04 + (unit * 0x40), 0x0331_0629u).Kelvin3D(0x1B0C + (unit * 0x40), 0x4003_FFC0u);
        }

        var random = new Random(5);
        var words = new RandomWords(random, isSmall: true);
        uint[] methods = [.. Enumerable.Range(0x80, 0x780).Select(static i => (uint)i * 4).Where(IsHarmless)];
        var wrong = new List<string>();

        for (int i = 0; i < 5 * methods.Length; i++)
        {
            uint method = methods[random.Next(methods.Length)];
            uint word = words.For(method);
            Send(bench, push, method, word);
            wrong.AddRange(CompareWithAll(bench, push, renderer).Select(part => $"{part} after 0x{method:X} = 0x{word:X}"));
        }

        Assert.Empty(wrong);
        Assert.True(renderer.Count > 5 * methods.Length, $"{renderer.Count} draws");
    }

    [Theory]
    [InlineData(0x1804u, 0x0000_0548u)]
    [InlineData(0x194Cu, 0x0904_4000u)]
    [InlineData(0x1A08u, 0x0331_0629u)]
    public void Register_WrittenBetweenTwoDraws_IsInTheSecond(uint register, uint value)
    {
        var renderer = new LastDraw();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Prepare(bench).Kelvin3D(0x1B44, 0x0331_0529u).Kelvin3D(0x1B4C, 0x4003_FFC0u);
        Draw(bench, push);
        DrawCall before = renderer.Take();

        bench.Write(0x40_0000 + register, value);

        Assert.Empty(CompareWithAll(bench, push, renderer));
        Draw(bench, push);
        Assert.True(before.State != renderer.Last.State || before.Textures[1] != renderer.Last.Textures[1]);
    }

    [Theory]
    [InlineData(0x1A44u, 0x00FF_0010u, 0, 16, 256)]
    [InlineData(0x1A80u, 0x007F_0008u, 7, 8, 128)]
    public void WindowClipRegister_WrittenBetweenTwoDraws_IsInTheSecond(uint register, uint value, int region, int first, int end)
    {
        var renderer = new LastDraw();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Prepare(bench);
        Draw(bench, push);

        bench.Write(0x40_0000 + register, value);

        Draw(bench, push);
        Rectangle clip = renderer.Last.Constants.WindowClips[region];
        Assert.Equal((first, end), register < 0x1A64 ? (clip.Left, clip.Right) : (clip.Top, clip.Bottom));
    }

    [Fact]
    public void AnyStateRegister_WrittenBetweenTwoDraws_HasWhatAllOfTheStateMakes()
    {
        var renderer = new LastDraw();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Prepare(bench).Kelvin3D(0x1B04, 0x0331_0629u).Kelvin3D(0x1B0C, 0x4003_FFC0u);
        var random = new Random(7);
        var wrong = new List<string>();
        foreach (uint register in KelvinRegisterTable.All.Select(static field => field.Register).Distinct())
        {
            uint value = (uint)random.NextInt64(1L << 32);
            bench.Write(0x40_0000 + register, value);
            wrong.AddRange(CompareWithAll(bench, push, renderer).Select(part => $"{part} after 0x{register:X} = 0x{value:X}"));
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Constants_WrittenThroughRdiBetweenTwoDraws_AreInTheSecond()
    {
        var renderer = new LastDraw();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Prepare(bench);
        Draw(bench, push);

        bench.Write(0x40_0750, 0x0017_0000);
        bench.Write(0x40_0754, 0x4040_0000);

        Draw(bench, push);
        Assert.Equal(3, renderer.Last.VertexConstants[0].W);
    }

    [Fact]
    public void MemoryObject_ThatMovesBetweenTwoDraws_MovesTheTexture()
    {
        var renderer = new LastDraw();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Prepare(bench);
        uint instance = push.AddObject(40, isGraphics: false, 0x0000_B03D, 0xFFFF, 3);
        push.Kelvin3D(0x184, 40u).Kelvin3D(0x1B00, 0x100u, 0x0331_0629u).Kelvin3D(0x1B0C, 0x4003_FFC0u);
        Draw(bench, push);
        ulong before = renderer.Last.Textures[0].Offset;

        bench.Write(0x70_0000 + instance + 8, 0x20_0003);
        bench.Write(0x70_0000 + instance + 4, 0x1_FFFF);

        Draw(bench, push);
        Assert.Equal((0x100ul, 0x20_0100ul, 0x21_FFFFul), (before, renderer.Last.Textures[0].Offset, renderer.Last.Textures[0].Limit));
    }

    [Fact]
    public void ProgramThatWritesConstants_DrawnTwice_HasTheFirstOnesInTheSecond()
    {
        var renderer = new LastDraw();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Prepare(bench);
        Draw(bench, push);

        // MOV c[5], v0, which may write constants; the last one of the program.
        push.Kelvin3D(0x1E94, 2u, 1u).Kelvin3D(0x1E9C, 0u).Kelvin3D(0x1EA0, 0u)
            .Kelvin3D(0xB00, 0x0000_0000u, 0x0020_001Bu, 0x0836_106Cu, 0x2070_F029u);
        Draw(bench, push);
        Draw(bench, push);

        Assert.Equal(new Vector4(7, 8, 9, 1), renderer.Last.VertexConstants[5]);
    }

    private static PushBuffer Prepare(GpuBench bench)
    {
        var push = new PushBuffer(bench);
        for (uint handle = FuzzBench.FirstHandle; handle < FuzzBench.FirstHandle + FuzzBench.HandleCount; handle++)
        {
            push.AddObject(handle, isGraphics: false, 0x0000_B03D, 0x03FF_FFFF, (handle << 12) | 3);
        }

        return push.Kelvin3D(0x184, PushBuffer.Memory, PushBuffer.Memory).Kelvin3D(0x19C, PushBuffer.Memory, PushBuffer.Memory);
    }

    /// <summary>Methods after which the next draw is drawn.</summary>
    private static bool IsHarmless(uint method) => KelvinMethods.ActionOf(method) is not (KelvinAction.BeginEnd or KelvinAction.NoOperation or KelvinAction.FlipStall
        or KelvinAction.Notify or KelvinAction.Clear or KelvinAction.GetReport or KelvinAction.ReleaseSemaphore or KelvinAction.Attribute);

    /// <summary>Sends a method, and lets the chip go on when it was refused.</summary>
    private static void Send(GpuBench bench, PushBuffer push, uint method, uint word)
    {
        push.Kelvin3D(method, word);
        Acknowledge(bench);
    }

    private static void Acknowledge(GpuBench bench)
    {
        bench.Write(0x3250, 1);
        bench.Write(0x40_0100, 0xFFFF_FFFF);
        bench.Write(0x40_0720, 1);
    }

    private static void Draw(GpuBench bench, PushBuffer push)
    {
        push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1500, 7f, 8f, 9f).Kelvin3D(0x17FC, 0u);
        Acknowledge(bench);
    }

    private static string[] CompareWithAll(GpuBench bench, PushBuffer push, LastDraw renderer)
    {
        Draw(bench, push);
        DrawCall first = renderer.Take();

        // A restored chip has nothing ready.
        bench.Gpu.AfterRestore();
        Draw(bench, push);
        return [.. DifferencesOf(first, renderer.Last)];
    }

    private static IEnumerable<string> DifferencesOf(DrawCall a, DrawCall b)
    {
        (string Name, bool IsEqual)[] parts =
        [
            ("target", a.Target == b.Target), ("state", a.State == b.State), ("vertex program", a.VertexProgram == b.VertexProgram), ("pixel program", a.PixelProgram == b.PixelProgram),
            ("textures", a.Textures.AsSpan().SequenceEqual(b.Textures)), ("vertex constants", AreSame(a.VertexConstants, b.VertexConstants)),
            ("factors", a.PixelConstants.Factor0.AsSpan().SequenceEqual(b.PixelConstants.Factor0) && a.PixelConstants.Factor1.AsSpan().SequenceEqual(b.PixelConstants.Factor1)),
            ("eye", AreSame<Vector3>([a.PixelConstants.EyeVector], [b.PixelConstants.EyeVector])),
            ("bump", AreSame(a.PixelConstants.BumpMatrix, b.PixelConstants.BumpMatrix) && AreSame(a.PixelConstants.BumpLuminance, b.PixelConstants.BumpLuminance)),
            ("stipple", a.Constants.Stipple.AsSpan().SequenceEqual(b.Constants.Stipple)), ("clips", a.Constants.WindowClips.AsSpan().SequenceEqual(b.Constants.WindowClips)),
            ("colours", (a.Constants.AlphaReference, a.Constants.BlendColor, a.Constants.FogColor) == (b.Constants.AlphaReference, b.Constants.BlendColor, b.Constants.FogColor)),
            ("numbers", AreSame(NumbersOf(a.Constants), NumbersOf(b.Constants))),
        ];
        return parts.Where(static part => !part.IsEqual).Select(static part => part.Name);
    }

    private static float[] NumbersOf(DrawConstants constants) =>
    [
        constants.FogParameters.X, constants.FogParameters.Y, constants.DepthMin, constants.DepthMax, constants.DepthOffsetFactor, constants.DepthOffsetBias,
        constants.PointSize, constants.LineWidth,
    ];

    /// <summary>By bits: no number that is none is equal to itself.</summary>
    private static bool AreSame<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b)
        where T : unmanaged => MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));

    private static bool AreSame<T>(T[] a, T[] b)
        where T : unmanaged => AreSame<T>(a.AsSpan(), b.AsSpan());

    /// <summary>Keeps a copy of the last draw.</summary>
    private sealed class LastDraw : IRenderer
    {
        private DrawCall _last = Empty();

        public DrawCall Last => _last;

        public int Count { get; private set; }

        public DrawCall Take()
        {
            DrawCall last = _last;
            _last = Empty();
            return last;
        }

        public void Attach(IRamBlock memory)
        {
        }

        public void Draw(DrawCall call)
        {
            call.CopyTo(_last);
            Count++;
        }

        public void Clear(in ClearCall call)
        {
        }

        public ulong TakePassedCount() => 0;

        public void WriteBack()
        {
        }

        private static DrawCall Empty() => new() { VertexProgram = new VertexProgram([], 0), PixelProgram = new PixelProgram { Textures = [], Combiners = [] } };
    }
}

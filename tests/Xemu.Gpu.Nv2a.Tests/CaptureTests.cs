using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class CaptureTests : IDisposable
{
    private const uint Color = 0x30_0000;
    private const uint FlipStall = 0x130;
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(_path + ".part");
    }

    [Fact]
    public void Capture_OfTwoFrames_ReplaysTheirDrawsAndNoOthers()
    {
        using var bench = new GpuBench(renderer: new RecordingRenderer());
        PushBuffer push = Target(bench);
        DrawPoint(push, 1);
        Request(bench, frames: 2);
        DrawPoint(push, 2).Kelvin3D(FlipStall, 0u);
        DrawPoint(push, 3).Kelvin3D(FlipStall, 0u);
        DrawPoint(push, 4).Kelvin3D(FlipStall, 0u);
        DrawPoint(push, 5);

        var replayed = new RecordingRenderer();
        int frames = Replayed(replayed, out _);

        Assert.Equal(2, frames);
        Assert.Equal([3f, 4f], replayed.Draws.Select(static draw => draw.Vertices[0][0].X));
        Assert.Equal(new Rectangle(0, 0, 64, 48), replayed.Draws[0].Target.Clip);
    }

    [Fact]
    public void Memory_ThatTheGuestChangesBetweenDraws_IsReplayedAsEachDrawFoundIt()
    {
        using var bench = new GpuBench(renderer: new InvertingRenderer());
        PushBuffer push = Target(bench);
        Request(bench, frames: 1);
        push.Kelvin3D(FlipStall, 0u);
        bench.Fill(Color, [1, 2, 3, 4, 5, 6, 7, 8]);
        DrawPoint(push, 1);
        bench.Fill(Color + 4, [9, 9, 9, 9]);
        DrawPoint(push, 2);
        push.Kelvin3D(FlipStall, 0u);

        using var machine = new TestMachine();
        using var other = new ReplayBench(new ReplayOptions(), machine);
        var inverting = new InvertingRenderer();
        other.Exchange(inverting);
        var replay = new Replay(other, File.ReadAllBytes(_path));
        replay.Run(0, TestContext.Current.CancellationToken);

        // The second draw finds what the first left in the first word, and what the guest wrote in the second.
        Assert.Equal([0x0807_0605_0403_0201, 0x0909_0909_FBFC_FDFE], inverting.Found);
    }

    [Fact]
    public void VertexArrays_InMemory_AreInTheCapture()
    {
        using var bench = new GpuBench(renderer: new RecordingRenderer());
        PushBuffer push = Target(bench);
        Request(bench, frames: 1);
        push.Kelvin3D(FlipStall, 0u);
        bench.Fill(0x20_0000, MemoryMarshal.AsBytes<float>([7, 8, 9]));
        push.Kelvin3D(0x19C, PushBuffer.Memory).Kelvin3D(0x1720, 0x20_0000u).Kelvin3D(0x1760, 0x0000_0C32u);
        push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1810, 0u).Kelvin3D(0x17FC, 0u).Kelvin3D(FlipStall, 0u);

        var replayed = new RecordingRenderer();
        Replayed(replayed, out _);

        Assert.Equal(new(7, 8, 9, 1), Assert.Single(replayed.Draws).Vertices[0][0]);
    }

    [Fact]
    public void Copies_OfWhatTheGuestWrote_AreReplayed()
    {
        using var bench = new GpuBench(renderer: new RecordingRenderer());
        PushBuffer push = Target(bench);
        push.AddObject(22, isGraphics: true, 0x39, 0, 0, 0);
        push.Method(2, 0, 22).Method(2, 0x184, PushBuffer.Memory, PushBuffer.Memory);
        Request(bench, frames: 1);
        push.Kelvin3D(FlipStall, 0u);
        bench.Fill(0x20_0FFC, [1, 2, 3, 4, 5, 6, 7, 8]);
        push.Method(2, 0x30C, 0x20_0FFCu, 0x30_0000u, 0u, 0u, 8u, 1u, 0x0101u, 0u);
        push.Kelvin3D(FlipStall, 0u);

        using var machine = new TestMachine();
        using var other = new ReplayBench(new ReplayOptions(), machine);
        var renderer = new RecordingRenderer();
        other.Exchange(renderer);
        new Replay(other, File.ReadAllBytes(_path)).Run(0, TestContext.Current.CancellationToken);

        Assert.Single(renderer.Copies);
        using RamLease lease = other.Ram.Lease(0x30_0000, 8, RamAccess.Read);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], lease.Span.ToArray());
    }

    [Fact]
    public void Capture_ToAFileThatCannotBe_LeavesTheMachineRunning()
    {
        var renderer = new RecordingRenderer();
        using var bench = new GpuBench(renderer: renderer);
        PushBuffer push = Target(bench);

        bench.Gpu.Capture(new CaptureRequest(Path.Combine(_path, "missing", "file"), 1, 0));
        push.Kelvin3D(FlipStall, 0u);
        DrawPoint(push, 1);

        Assert.Single(renderer.Draws);
    }

    [Fact]
    public void RegistersWritten_WithoutAnyMethod_GoToTheFileAsTheyCome()
    {
        using var bench = new GpuBench(renderer: new RecordingRenderer());
        PushBuffer push = Target(bench);
        Request(bench, frames: 1);
        push.Kelvin3D(FlipStall, 0u);
        var random = new Random(1);
        for (int i = 0; i < 300_000; i++)
        {
            bench.Write(0x40_0B00, (uint)random.NextInt64());
        }

        Assert.True(new FileInfo(_path + ".part").Length > 500_000);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(int.MaxValue)]
    public void State_WhoseFieldHasALongName_IsRefusedUnread(int nameBytes)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(1);
        writer.Write7BitEncodedInt(nameBytes);
        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        using var bench = new GpuBench();

        CaptureException e = Assert.Throws<CaptureException>(() => FieldBag.Load(reader, bench.Gpu));

        Assert.Contains("256 are the most", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_WhoseFieldsAreTooMuchTogether_IsRefused()
    {
        const int Half = 40 << 20;
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(2);
        writer.Write("a");
        writer.Write(Half);
        writer.Write(new byte[Half]);
        writer.Write("b");
        writer.Write(Half);
        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        using var bench = new GpuBench();

        CaptureException e = Assert.Throws<CaptureException>(() => FieldBag.Load(reader, bench.Gpu));

        Assert.Contains("bytes in field 'b'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Capture_ThatTheRunEndsEarly_LeavesNoFile()
    {
        using (var bench = new GpuBench(renderer: new RecordingRenderer()))
        {
            PushBuffer push = Target(bench);
            Request(bench, frames: 5);
            push.Kelvin3D(FlipStall, 0u);
            DrawPoint(push, 1);
        }

        Assert.False(File.Exists(_path) || File.Exists(_path + ".part"));
    }

    [Fact]
    public void Program_WithoutFlips_IsCapturedFromBlankToBlank()
    {
        using var bench = new GpuBench(renderer: new RecordingRenderer());
        PushBuffer push = Target(bench);
        Request(bench, frames: 1);
        DrawPoint(push, 1);
        bench.Machine.Advance(20_000_000);
        DrawPoint(push, 2);
        bench.Machine.Advance(20_000_000);

        var replayed = new RecordingRenderer();
        Replayed(replayed, out _);

        Assert.Equal(2f, Assert.Single(replayed.Draws).Vertices[0][0].X);
    }

    [Fact]
    public void Mutations_OfACapture_GiveACaptureExceptionOrAPicture()
    {
        using var bench = new GpuBench(renderer: new RecordingRenderer());
        PushBuffer push = Target(bench);
        Request(bench, frames: 1);
        push.Kelvin3D(FlipStall, 0u);
        DrawPoint(push, 1).Kelvin3D(FlipStall, 0u);
        byte[] plain = CaptureMutation.Unpack(File.ReadAllBytes(_path));
        using var machine = new TestMachine();
        using var other = new ReplayBench(new ReplayOptions(), machine);
        other.Exchange(new RecordingRenderer());
        int refused = 0;

        foreach (int seed in CampaignSize.Seeds(CampaignSize.Count("XEMU_MUTATIONS", 300)))
        {
            var replay = new Replay(other, CaptureMutation.Mutate(plain, seed));
            refused += Record.Exception(() => replay.Run(0, TestContext.Current.CancellationToken)) switch
            {
                null => 0,
                CaptureException => 1,
                { } other_ => throw new InvalidOperationException($"Seed {seed}.", other_),
            };
        }

        Assert.NotEqual(0, refused);
    }

    private static PushBuffer Target(GpuBench bench)
    {
        var push = new PushBuffer(bench);

        // Buffer 0 is shown and 1 is drawn to, so that no flip is waited for.
        push.Kelvin3D(0x120, 0u, 1u, 2u);
        push.Kelvin3D(0x194, PushBuffer.Memory).Kelvin3D(0x198, PushBuffer.Memory);
        return push.Kelvin3D(0x200, 64u << 16, 48u << 16, 0x128u, 0x0100_0100u, Color, 0x38_0000u);
    }

    private static PushBuffer DrawPoint(PushBuffer push, float x) =>
        push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1518, x, 2f, 3f, 1f).Kelvin3D(0x17FC, 0u);

    private void Request(GpuBench bench, int frames) => bench.Gpu.Capture(new CaptureRequest(_path, frames, 0));

    private int Replayed(IRenderer renderer, out ReplayBench bench)
    {
        using var machine = new TestMachine();
        bench = new ReplayBench(new ReplayOptions(), machine);
        bench.Exchange(renderer);
        var replay = new Replay(bench, File.ReadAllBytes(_path));
        replay.Run(0, TestContext.Current.CancellationToken);
        bench.Dispose();
        return replay.Frames;
    }

    /// <summary>A draw of its inverts the first word of the colour surface, so that what it leaves depends on what it finds.</summary>
    private sealed class InvertingRenderer : IRenderer
    {
        private IRamBlock? _memory;

        public List<ulong> Found { get; } = [];

        public void Attach(IRamBlock memory) => _memory = memory;

        public void Draw(DrawCall call)
        {
            using RamLease lease = _memory!.Lease(call.Target.Color.Offset, 8, RamAccess.ReadWrite);
            Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(lease.Span);
            Found.Add(words[0]);
            words[0] ^= 0xFFFF_FFFF;
        }

        public void Clear(in ClearCall call)
        {
            // Not used.
        }

        public ulong TakePassedCount() => 0;

        public void WriteBack()
        {
            // Memory is where it draws.
        }
    }
}

using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Software.Tests;

/// <summary>A renderer with memory, and a draw whose program passes positions and colours through.</summary>
internal sealed class DrawBench : IDisposable
{
    public const int Width = RendererBench.Width;
    public const int Height = RendererBench.Height;
    public const uint ColorOffset = RendererBench.ColorOffset;
    public const uint DepthOffset = RendererBench.DepthOffset;

    private readonly TestMachine _machine = new();
    private readonly RendererBench _bench;

    public DrawBench()
    {
        Renderer = new SoftwareRenderer(_machine);
        Renderer.Attach(_machine.Ram);
        _bench = new RendererBench(_machine.Ram);
    }

    public SoftwareRenderer Renderer { get; }

    public DrawCall Call => _bench.Call;

    public IRamBlock Ram => _machine.Ram;

    /// <summary>A counter of the renderer.</summary>
    public long Counter(string name) => _machine.Counters[name]();

    /// <summary>Draws primitives of one colour; positions are pixels.</summary>
    public void Draw(Vector4 color, params ReadOnlySpan<Vector4> positions)
    {
        var colors = new Vector4[positions.Length];
        Array.Fill(colors, color);
        DrawColored(positions, colors);
    }

    /// <summary>Draws primitives with a colour a vertex.</summary>
    public void DrawColored(ReadOnlySpan<Vector4> positions, ReadOnlySpan<Vector4> colors)
    {
        var vertices = new (Vector4, Vector4, Vector4)[positions.Length];
        for (int i = 0; i < vertices.Length; i++)
        {
            vertices[i] = (positions[i], colors[i], default);
        }

        PlainDraw.SetVertices(Call, vertices);
        Renderer.Draw(Call);
    }

    /// <summary>A rectangle of two triangles.</summary>
    public void DrawRectangle(Vector4 color, float left, float top, float right, float bottom, float z = 0) => Draw(
        color,
        new(left, top, z, 1), new(right, top, z, 1), new(right, bottom, z, 1),
        new(left, top, z, 1), new(right, bottom, z, 1), new(left, bottom, z, 1));

    public uint Pixel(int x, int y) => _bench.Pixel(x, y);

    public uint Depth(int x, int y) => Word(DepthOffset + (uint)(((y * Width) + x) * 4));

    public uint Word(uint offset) => _bench.Word(offset);

    public void Fill(uint offset, ReadOnlySpan<byte> bytes)
    {
        using RamLease lease = Ram.Lease(offset, bytes.Length, RamAccess.Write);
        bytes.CopyTo(lease.Span);
    }

    /// <summary>All of the memory.</summary>
    public byte[] Memory()
    {
        using RamLease lease = Ram.Lease(0, (int)Ram.SizeBytes, RamAccess.Read);
        return lease.Span.ToArray();
    }

    /// <summary>How many pixels are not 0.</summary>
    public int CountDrawn()
    {
        int count = 0;
        for (int i = 0; i < Width * Height; i++)
        {
            count += Pixel(i % Width, i / Width) != 0 ? 1 : 0;
        }

        return count;
    }

    public void Dispose()
    {
        Renderer.Dispose();
        _machine.Dispose();
    }

    /// <summary>Position and colour as they are.</summary>
    public static VertexProgram PassThrough(VertexOutput color = VertexOutput.Diffuse) => PlainDraw.PassThrough(color);

    /// <summary>The diffuse colour as it is.</summary>
    public static PixelProgram Diffuse() => Pass(CombinerRegister.Diffuse);

    /// <summary>A register as it is.</summary>
    public static PixelProgram Pass(CombinerRegister register) => PlainDraw.Showing(register);

    /// <summary>An attribute into a result.</summary>
    public static VertexInstruction Move(VertexOutput output, short attribute) => PlainDraw.Move(output, attribute);
}

using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Renderer.Software.Tests;

/// <summary>A renderer with memory, and a draw whose program passes positions and colours through.</summary>
internal sealed class DrawBench : IDisposable
{
    public const int Width = 64;
    public const int Height = 48;
    public const uint ColorOffset = 0x1_0000;
    public const uint DepthOffset = 0x4_0000;

    private readonly TestMachine _machine = new();

    public DrawBench()
    {
        Renderer = new SoftwareRenderer(_machine);
        Renderer.Attach(_machine.Ram);
        Call = new DrawCall
        {
            VertexProgram = PassThrough(),
            PixelProgram = Diffuse(),
            Primitive = Primitive.Triangles,
            Target = new RenderTarget
            {
                Color = new Surface(ColorOffset, 0xF_FFFF, Width * 4),
                ColorFormat = SurfaceFormat.A8R8G8B8,
                Depth = new Surface(DepthOffset, 0xF_FFFF, Width * 4),
                DepthFormat = DepthFormat.Z24S8,
                Layout = SurfaceLayout.Pitch,
                Clip = new Rectangle(0, 0, Width, Height),
            },
            State = new PipelineState
            {
                AlphaFunction = CompareFunction.Always,
                ColorMask = ColorMask.All,
                DepthFunction = CompareFunction.Less,
                IsFrontClockwise = true,
            },
        };
        Call.Constants.DepthMax = 16777215f;
        Array.Fill(Call.Constants.WindowClips, new Rectangle(0, 0, 2048, 2048));
    }

    public SoftwareRenderer Renderer { get; }

    public DrawCall Call { get; }

    public IRamBlock Ram => _machine.Ram;

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
        Call.Vertices = new Vector4[positions.Length * DrawCall.AttributeCount];
        Call.Indices = [.. Enumerable.Range(0, positions.Length)];
        Call.VertexCount = Call.IndexCount = positions.Length;
        for (int i = 0; i < positions.Length; i++)
        {
            Call.Vertices[i * DrawCall.AttributeCount] = positions[i];
            Call.Vertices[(i * DrawCall.AttributeCount) + 3] = colors[i];
        }

        Renderer.Draw(Call);
    }

    /// <summary>A rectangle of two triangles.</summary>
    public void DrawRectangle(Vector4 color, float left, float top, float right, float bottom, float z = 0) => Draw(
        color,
        new(left, top, z, 1), new(right, top, z, 1), new(right, bottom, z, 1),
        new(left, top, z, 1), new(right, bottom, z, 1), new(left, bottom, z, 1));

    public uint Pixel(int x, int y) => Word(ColorOffset + (uint)(((y * Width) + x) * 4));

    public uint Depth(int x, int y) => Word(DepthOffset + (uint)(((y * Width) + x) * 4));

    public uint Word(uint offset)
    {
        using RamLease lease = Ram.Lease(offset, 4, RamAccess.Read);
        return MemoryMarshal.Read<uint>(lease.Span);
    }

    public void Fill(uint offset, ReadOnlySpan<byte> bytes)
    {
        using RamLease lease = Ram.Lease(offset, bytes.Length, RamAccess.Write);
        bytes.CopyTo(lease.Span);
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
    public static VertexProgram PassThrough(VertexOutput color = VertexOutput.Diffuse) => new(
        [Move(VertexOutput.Position, 0), Move(color, 3), Move(VertexOutput.Texture0, 9)], 0);

    /// <summary>The diffuse colour as it is.</summary>
    public static PixelProgram Diffuse() => Pass(CombinerRegister.Diffuse);

    /// <summary>A register as it is.</summary>
    public static PixelProgram Pass(CombinerRegister register) => new()
    {
        Textures = [default, default, default, default],
        Combiners = [default],
        Final = new FinalCombiner
        {
            D = new CombinerInput(register, false, CombinerMapping.UnsignedIdentity),
            G = new CombinerInput(register, true, CombinerMapping.UnsignedIdentity),
        },
    };

    /// <summary>An attribute into a result.</summary>
    public static VertexInstruction Move(VertexOutput output, short attribute)
    {
        VertexSource source = new(VertexRegister.Input, attribute);
        return new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)output, 15, source, source, source);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded;

/// <summary>A draw, a clear or a copy that waits. The object is used again and again, and its arrays with it.</summary>
internal sealed class RenderJob
{
    private readonly DrawCall _draw = new()
    {
        VertexProgram = new VertexProgram([], 0),
        PixelProgram = new PixelProgram { Textures = [default, default, default, default], Combiners = [default] },
    };

    private ClearCall _clear;
    private CopyCall _copy;
    private IRamBlock? _memory;
    private bool _isDraw;

    /// <summary>Bytes of the vertices and indices that wait in it.</summary>
    public long WaitingBytes => _isDraw ? Bytes(_draw.VertexCount * DrawCall.AttributeCount, _draw.IndexCount) : 0;

    /// <summary>Bytes of its arrays, full or not.</summary>
    public long HeldBytes => Bytes(_draw.Vertices.Length, _draw.Indices.Length) + _draw.HiddenEdges.Length;

    /// <summary>Keeps a draw.</summary>
    public void Take(DrawCall call)
    {
        _isDraw = true;
        call.CopyTo(_draw);
    }

    /// <summary>Keeps a clear.</summary>
    public void Take(in ClearCall call)
    {
        _isDraw = false;
        _clear = call;
    }

    /// <summary>Keeps a copy.</summary>
    public void Take(in CopyCall call, IRamBlock memory)
    {
        _isDraw = false;
        (_copy, _memory) = (call, memory);
    }

    /// <summary>Has it done.</summary>
    public void Run(IRenderer renderer)
    {
        if (_memory is { } memory)
        {
            _memory = null;
            renderer.Copy(in _copy, memory);
        }
        else if (_isDraw)
        {
            renderer.Draw(_draw);
        }
        else
        {
            renderer.Clear(in _clear);
        }
    }

    /// <summary>Gives the arrays up.</summary>
    public void Trim()
    {
        _draw.Vertices = [];
        _draw.Indices = [];
        _draw.HiddenEdges = [];
    }

    private static long Bytes(int attributes, int indices) => ((long)attributes * Unsafe.SizeOf<Vector4>()) + ((long)indices * sizeof(int));
}

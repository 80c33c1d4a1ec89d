using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Threaded;

/// <summary>A draw, a clear, a copy or something else that waits. The object is used again and again, and its arrays with it.</summary>
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
    private Action? _action;

    /// <summary>Bytes of the vertices that it holds.</summary>
    public long VertexBytes => _isDraw ? (long)_draw.VertexCount * DrawCall.AttributeCount * 16 : 0;

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

    /// <summary>Keeps something that is to be done once.</summary>
    public void Take(Action action)
    {
        _isDraw = false;
        _action = action;
    }

    /// <summary>Has it done.</summary>
    public void Run(IRenderer renderer)
    {
        if (_action is { } action)
        {
            _action = null;
            action();
        }
        else if (_memory is { } memory)
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
}
